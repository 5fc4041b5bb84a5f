package dev.farrier.app.service;

import dev.farrier.model.Sha256;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.text.Phrases;
import dev.farrier.tail.FileTail;
import dev.farrier.tail.FileTail.StartPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One tail for each file that a source names, as files and sources come and go. Thread-safe. */
final class FileTails implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileTails.class);

    /** A file that has gone may have been renamed, and be written to for a while; and another may take its place. */
    static final long KEPT_MILLIS = Duration.ofMinutes(2).toMillis();

    private final Path checkpoints;
    private final TailFactory opening;
    private final Map<String, ActiveTail> tails = new TreeMap<>();
    /** Source → why its files can't be looked for. */
    private final Map<String, String> globProblems = new TreeMap<>();

    /** Makes a tail that is not started yet. */
    interface TailFactory {
        /** @param name of its checkpoint */
        FileTail open(String name, Source source, Path path, StartPosition start);
    }

    private static final class ActiveTail {
        private final Source source;
        private final Path path;
        private final FileTail tail;
        private long lastThere;

        private ActiveTail(Source source, Path path, FileTail tail, long now) {
            this.source = source;
            this.path = path;
            this.tail = tail;
            this.lastThere = now;
        }
    }

    /** @param checkpoints folder for how far each file has been read */
    FileTails(Path checkpoints, TailFactory opening) {
        this.checkpoints = checkpoints;
        this.opening = opening;
    }

    /** Looks which files there are now. A source whose folders can't be listed keeps the tails that it has. */
    synchronized void reconcile(Collection<Source> sources, long now) {
        Map<String, Source> wanted = new TreeMap<>();
        globProblems.clear();
        for (Source source : sources) {
            if (source.origin() instanceof Source.Origin.FileOrigin file) {
                wanted.put(source.name(), source);
                try {
                    follow(source, file.path(), now);
                } catch (IOException | RuntimeException e) {
                    globProblems.put(source.name(), e.toString());
                }
            }
        }
        for (Map.Entry<String, ActiveTail> entry : List.copyOf(tails.entrySet())) {
            ActiveTail one = entry.getValue();
            if (!one.source.equals(wanted.get(one.source.name())) || now - one.lastThere > KEPT_MILLIS) {
                one.tail.close();
                tails.remove(entry.getKey());
                LOG.info("Stopped following {} for source {}", one.path, one.source.name());
            }
        }
    }

    private void follow(Source source, String pattern, long now) throws IOException {
        List<Path> paths = FileGlob.expand(pattern);
        Path looked = checkpoints.resolve(name(source, pattern) + ".looked");
        // What was there before us is not news; a file that appears later is, also while we are down.
        StartPosition start = Files.exists(looked) ? StartPosition.BEGINNING : StartPosition.END;
        for (Path path : paths) {
            String name = name(source, path.toString());
            ActiveTail before = tails.get(name);
            if (before != null && before.source.equals(source)) {
                before.lastThere = now;
                continue;
            }
            if (before != null) {
                before.tail.close();
            }
            FileTail tail = opening.open(name, source, path, start);
            tails.put(name, new ActiveTail(source, path, tail, now));
            tail.start();
            LOG.info("Following {} for source {}", path, source.name());
        }
        if (start == StartPosition.END) {
            Files.createDirectories(checkpoints);
            Files.createFile(looked);
        }
    }

    private static String name(Source source, String path) {
        return source.name() + "-" + Sha256.hex(path).substring(0, 16);
    }

    /** One line: how many files, how far behind, and what is wrong with any. */
    synchronized String summary() {
        long behind = tails.values().stream()
                .mapToLong(one -> one.tail.status().behind())
                .sum();
        List<String> troubles = problems();
        return Phrases.count(tails.size(), "file") + ", " + behind + " bytes behind"
                + (troubles.isEmpty() ? "" : "; " + String.join("; ", troubles));
    }

    /** What can't be read, each with the reason. */
    synchronized List<String> problems() {
        List<String> troubles = new ArrayList<>();
        globProblems.forEach((source, problem) -> troubles.add(source + ": " + problem));
        for (ActiveTail one : tails.values()) {
            String problem = one.tail.status().problem();
            if (!problem.isEmpty()) {
                troubles.add(one.path + ": " + problem);
            }
        }
        return troubles;
    }

    @Override
    public synchronized void close() {
        tails.values().forEach(one -> one.tail.close());
        tails.clear();
    }
}
