package dev.farrier.demo;

import dev.farrier.demo.bridge.ProcessStamp;
import dev.farrier.demo.chaos.ChaosRun;
import dev.farrier.demo.fleet.DemoPolicies;
import dev.farrier.demo.fleet.FaultInjector;
import dev.farrier.demo.fleet.Fleet;
import dev.farrier.demo.timeline.Seconds;
import dev.farrier.demo.timeline.TimelineEntry;
import dev.farrier.demo.timeline.TimelineEntry.EntryType;
import dev.farrier.demo.timeline.TimelinePrinter;
import dev.farrier.demo.timeline.TimelineReader;
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

/** Kafka, Farrier with all its roles, monitoring and users in one process; each bridge is a process of its own. */
final class Demo implements AutoCloseable {
    static final String SITE = "local";

    private static final Duration SETTLING = Duration.ofSeconds(90);

    private final Path policies;
    private final TimelinePrinter printer;
    private final ShutdownStack ending = new ShutdownStack();
    private final List<String> pages = new CopyOnWriteArrayList<>();
    private final long began = System.nanoTime();

    /** @param policies parent of the folder {@code demo} with the policies */
    Demo(Path policies, TimelinePrinter printer) {
        this.policies = policies;
        this.printer = printer;
    }

    /**
     * Returns when Farrier matches events of every bridge.
     *
     * @param announceIn where other terminals look for it
     * @throws IOException when a part does not start; {@link #close} ends those that did
     */
    ChaosRun start(Path announceIn) throws IOException, InterruptedException {
        RunningDemo.sweep(announceIn, Path.of(System.getProperty("java.io.tmpdir")));
        Path home = Files.createTempDirectory(RunningDemo.HOME_PREFIX).toRealPath();
        ending.add(() -> Folders.delete(home));
        RunningDemo.mark(home, ProcessStamp.own());
        EmbeddedKafka kafka = ending.add(
                EmbeddedKafka.builder().directory(home.resolve("kafka")).start());
        step("Kafka runs at " + kafka.bootstrapServers());

        int port = LoopbackPorts.free();
        String url = "http://127.0.0.1:" + port;
        Fleet fleet = ending.add(new Fleet(home, url + "/api/v1/receivers/events", this::paged));
        Path configuration = configure(home, fleet, kafka.bootstrapServers(), port);
        // first the bridges: on a slow machine Farrier would else call a person because their heartbeats do not come
        fleet.start();
        step("six bridges run");
        ending.add(InProcessFarrier.start(configuration));
        step("Farrier runs at " + url);

        ChaosRun chaosRun = new ChaosRun(new FaultInjector(home), fleet, pages, printer::print);
        TimelineFollower follower = new TimelineFollower(printer, chaosRun);
        ending.add(new TimelineReader(kafka.bootstrapServers(), Topics.withDefaultPrefix(), follower));
        awaitWatched(follower);
        step("Farrier hears all of them");
        announce(new RunningDemo(home, ProcessStamp.own()), announceIn, configuration);
        return chaosRun;
    }

    private Path configure(Path home, Fleet fleet, String bootstrapServers, int port) throws IOException {
        DemoPolicies.copy(policies, home.resolve("policies"), fleet.placeholders());
        return Files.writeString(home.resolve("farrier.yaml"), DemoConfiguration.yaml(home, bootstrapServers, port));
    }

    private static void awaitWatched(TimelineFollower follower) throws IOException, InterruptedException {
        long until = System.nanoTime() + SETTLING.toNanos();
        while (!follower.hasHeartbeatsOfAll()) {
            if (System.nanoTime() > until) {
                throw new IOException("Farrier does not hear all bridges after " + SETTLING.toSeconds() + " s, see "
                        + DemoLog.file());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void announce(RunningDemo demo, Path announceIn, Path configuration) throws IOException {
        if (RunningDemo.find(announceIn).isPresent()) {
            printer.printText(
                    "Another demo of this checkout runs already: 'inject' and the other commands go to that one.");
        } else {
            ending.add(demo.announce(announceIn, configuration));
        }
    }

    private void paged(String page) {
        pages.add(page);
        printer.print(PageMessage.line(page, System.currentTimeMillis()));
    }

    private void step(String what) {
        long millis = (System.nanoTime() - began) / 1_000_000;
        printer.print(new TimelineEntry(
                System.currentTimeMillis(), "", EntryType.NOTE, what + " (" + Seconds.format(millis) + ")"));
    }

    /** The shutdown has begun: failures from now on are its consequence. */
    boolean isEnding() {
        return ending.hasBegun();
    }

    /** Ends all parts and deletes the folder. */
    @Override
    public void close() {
        ending.close();
    }
}
