package dev.farrier.demo;

import dev.farrier.demo.bridge.ProcessId;
import dev.farrier.demo.exam.Exam;
import dev.farrier.demo.fleet.DemoPolicies;
import dev.farrier.demo.fleet.Fleet;
import dev.farrier.demo.fleet.Injector;
import dev.farrier.demo.story.Durations;
import dev.farrier.demo.story.Line;
import dev.farrier.demo.story.Line.What;
import dev.farrier.demo.story.Tail;
import dev.farrier.demo.story.Teller;
import dev.farrier.embedded.EmbeddedKafka;
import dev.farrier.embedded.LoopbackPorts;
import dev.farrier.stream.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Everything in one process, but for the bridges: a Kafka, Farrier with all its roles, the fleet and its surroundings. */
final class Demo implements AutoCloseable {
    static final String SITE = "local";

    private static final Duration SETTLING = Duration.ofSeconds(90);

    private final Path policies;
    private final Teller teller;
    private final Ending ending = new Ending();
    private final List<String> pages = new CopyOnWriteArrayList<>();
    private final long began = System.nanoTime();

    /** @param policies the folder with the folder {@code demo} */
    Demo(Path policies, Teller teller) {
        this.policies = policies;
        this.teller = teller;
    }

    /**
     * Returns when every bridge is watched.
     *
     * @param announceIn where other terminals look for it
     * @throws IOException when something does not start; what was started is ended by {@link #close}
     */
    Exam start(Path announceIn) throws IOException, InterruptedException {
        RunningDemo.sweep(announceIn, Path.of(System.getProperty("java.io.tmpdir")));
        Path home = Files.createTempDirectory(RunningDemo.HOME_PREFIX).toRealPath();
        ending.add(() -> Folders.delete(home));
        RunningDemo.mark(home, ProcessId.own());
        EmbeddedKafka kafka = ending.add(
                EmbeddedKafka.builder().directory(home.resolve("kafka")).start());
        step("Kafka runs at " + kafka.bootstrapServers());

        int port = LoopbackPorts.free();
        String url = "http://127.0.0.1:" + port;
        Fleet fleet = ending.add(new Fleet(home, url + "/api/v1/receivers/events", this::paged));
        Path configuration = configure(home, fleet, kafka.bootstrapServers(), port);
        ending.add(Farrier.start(configuration));
        step("Farrier runs at " + url);

        Exam exam = new Exam(new Injector(home), fleet, pages, teller::tell);
        Follower follower = new Follower(teller, exam);
        ending.add(new Tail(kafka.bootstrapServers(), Topics.withDefaultPrefix(), follower));
        fleet.start();
        step("six bridges run");
        awaitWatched(follower);
        step("Farrier hears all of them");
        announce(new RunningDemo(home, ProcessId.own()), announceIn, configuration);
        return exam;
    }

    private Path configure(Path home, Fleet fleet, String bootstrapServers, int port) throws IOException {
        DemoPolicies.copy(policies, home.resolve("policies"), fleet.placeholders());
        return Files.writeString(home.resolve("farrier.yaml"), Configuration.yaml(home, bootstrapServers, port));
    }

    private static void awaitWatched(Follower follower) throws IOException, InterruptedException {
        long until = System.nanoTime() + SETTLING.toNanos();
        while (!follower.hearsAll()) {
            if (System.nanoTime() > until) {
                throw new IOException(
                        "Farrier does not hear all bridges after " + SETTLING.toSeconds() + " s, see " + Logs.file());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void announce(RunningDemo demo, Path announceIn, Path configuration) throws IOException {
        if (RunningDemo.find(announceIn).isPresent()) {
            teller.say("Another demo of this checkout runs already: 'inject' and the other commands go to that one.");
        } else {
            ending.add(demo.announce(announceIn, configuration));
        }
    }

    private void paged(String page) {
        pages.add(page);
        teller.tell(Page.line(page, System.currentTimeMillis()));
    }

    private void step(String what) {
        long millis = (System.nanoTime() - began) / 1_000_000;
        teller.tell(new Line(System.currentTimeMillis(), "", What.NOTE, what + " (" + Durations.seconds(millis) + ")"));
    }

    /** Everything was ended, or is being ended: what fails now fails because of that. */
    boolean isEnding() {
        return ending.hasBegun();
    }

    /** Ends everything that was started, and leaves nothing behind. */
    @Override
    public void close() {
        ending.close();
    }
}
