package dev.farrier.app.service;

import dev.farrier.api.Readiness.Check;
import dev.farrier.ingest.Ingest;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Source;
import dev.farrier.stream.client.EventProducer;
import dev.farrier.stream.client.PolicyFeed;
import dev.farrier.tail.FileTail;
import dev.farrier.tail.Start;
import dev.farrier.tail.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the files that the policies in force name, as they come and go. */
final class TailPart implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(TailPart.class);
    private static final long LOOK_EVERY = 1_000;

    private final PolicyFeed feed;
    private final EventProducer events;
    private final Counting counting;
    private final Path checkpoints;
    private final String host;
    private final Map<String, Followed> followed = new TreeMap<>();
    private final ScheduledExecutorService looking;
    private volatile String problem = "";
    private boolean firstLook = true;

    private record Followed(Source source, FileTail tail) {}

    /** @param checkpoints folder for how far each file has been read */
    TailPart(PolicyFeed feed, EventProducer events, Counting counting, Path checkpoints, String host) {
        this.feed = feed;
        this.events = events;
        this.counting = counting;
        this.checkpoints = checkpoints;
        this.host = host;
        this.looking = java.util.concurrent.Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("farrier-tails").factory());
        looking.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            Bundle bundle = feed.current().orElse(null);
            if (bundle != null) {
                follow(bundle);
                firstLook = false;
            }
            problem = "";
        } catch (IOException | RuntimeException e) {
            if (!e.toString().equals(problem)) {
                LOG.warn("Cannot look for the files to follow, trying again", e);
            }
            problem = e.toString();
        }
    }

    private synchronized void follow(Bundle bundle) throws IOException {
        Map<String, Source> wanted = new TreeMap<>();
        Map<String, Path> paths = new TreeMap<>();
        for (Source source : bundle.sources().values()) {
            if (source.origin() instanceof Source.Origin.File file) {
                for (Path path : FileGlob.expand(file.path())) {
                    String name = source.name() + "-"
                            + Integer.toHexString(path.toString().hashCode());
                    wanted.put(name, source);
                    paths.put(name, path);
                }
            }
        }
        for (String name : List.copyOf(followed.keySet())) {
            Followed now = followed.get(name);
            if (now != null && !now.source().equals(wanted.get(name))) {
                now.tail().close();
                followed.remove(name);
            }
        }
        for (Map.Entry<String, Source> entry : wanted.entrySet()) {
            if (!followed.containsKey(entry.getKey())) {
                Path path = paths.getOrDefault(entry.getKey(), Path.of(""));
                // What was there before us is not news; a file that appears later is.
                FileTail tail = new FileTail(
                        entry.getKey(),
                        path,
                        checkpoints,
                        firstLook ? Start.END : Start.BEGINNING,
                        new TailSink(Ingest.of(entry.getValue()), events, counting, host),
                        System::currentTimeMillis);
                followed.put(entry.getKey(), new Followed(entry.getValue(), tail));
                tail.start();
                LOG.info("Following {} for source {}", path, entry.getValue().name());
            }
        }
    }

    /** A file that cannot be read makes nobody unready: its source falls silent, and that is told. */
    @Override
    public synchronized Check check() {
        List<String> troubles = new ArrayList<>();
        long behind = 0;
        for (Followed one : followed.values()) {
            Status status = one.tail().status();
            behind += status.behind();
            if (!status.problem().isEmpty()) {
                troubles.add(one.source().name() + ": " + status.problem());
            }
        }
        String state = followed.size() + " files, " + behind + " bytes behind";
        return new Check("tails", true, problem + (troubles.isEmpty() ? state : String.join("; ", troubles)));
    }

    @Override
    public void close() {
        looking.shutdownNow();
        synchronized (this) {
            followed.values().forEach(one -> one.tail().close());
            followed.clear();
        }
        events.close();
    }
}
