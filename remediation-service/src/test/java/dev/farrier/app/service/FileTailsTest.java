package dev.farrier.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.ingest.format.JsonFormat;
import dev.farrier.ingest.format.LineFormat;
import dev.farrier.model.EventKind;
import dev.farrier.policy.source.FormatSettings;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.source.Source.Origin;
import dev.farrier.tail.FileTail;
import dev.farrier.tail.TailedLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTailsTest {
    private static final LineFormat LINE = new LineFormat();

    @TempDir
    Path folder;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private FileTails tails;

    @BeforeEach
    void start() {
        tails = newTails();
    }

    @AfterEach
    void stop() {
        tails.close();
    }

    private FileTails newTails() {
        Path checkpoints = folder.resolve("checkpoints");
        return new FileTails(
                checkpoints,
                (name, source, path, start) -> new FileTail(
                        name,
                        path,
                        checkpoints,
                        start,
                        batch -> {
                            batch.forEach(line -> lines.add(source.name() + " " + text(line)));
                            return CompletableFuture.completedFuture(null);
                        },
                        System::currentTimeMillis));
    }

    private static String text(TailedLine tailed) {
        return switch (tailed) {
            case TailedLine.Complete line -> new String(line.bytes(), StandardCharsets.UTF_8);
            case TailedLine.Oversized tooLong -> "too long";
        };
    }

    private Source source(String name, String pattern) {
        return new Source(
                name,
                new Origin.FileOrigin(folder.resolve("logs") + "/" + pattern),
                LINE,
                FormatSettings.NONE,
                null,
                new Source.EventMapping(EventKind.LOG, "", "", "", "message", "", new TreeMap<>(), List.of()),
                List.of(),
                Duration.ZERO,
                null,
                new TreeMap<>());
    }

    private void write(String file, String line) throws IOException {
        Path path = folder.resolve("logs").resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        Files.writeString(path, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void awaitLines(String... expected) {
        await().untilAsserted(() -> assertThat(lines).containsExactlyInAnyOrder(expected));
    }

    private void awaitFollowing(int files) {
        await().untilAsserted(() ->
                assertThat(tails.summary()).isEqualTo(files + (files == 1 ? " file" : " files") + ", 0 bytes behind"));
    }

    @Test
    void shouldFollowEveryFileThatMatches() throws IOException {
        // of equal String.hashCode
        write("Aa/x.log", "old");
        write("BB/x.log", "old");
        tails.reconcile(List.of(source("s", "*/x.log")), 0);
        awaitFollowing(2);

        write("Aa/x.log", "one");
        write("BB/x.log", "two");

        awaitLines("s one", "s two");
    }

    @Test
    void shouldReadAFileThatAppearsLaterFromItsBeginning() throws IOException {
        Source source = source("s", "*.log");
        tails.reconcile(List.of(source), 0);

        write("new.log", "first");
        tails.reconcile(List.of(source), 1_000);

        awaitLines("s first");
    }

    @Test
    void shouldReadWhatAppearedWhileItWasDown() throws IOException {
        write("old.log", "before us");
        Source source = source("s", "*.log");
        tails.reconcile(List.of(source), 0);
        awaitFollowing(1);
        tails.close();
        write("old.log", "more");
        write("new.log", "first");
        tails = newTails();

        tails.reconcile(List.of(source), 1_000);

        awaitLines("s more", "s first");
    }

    @Test
    void shouldNotReadWhatIsOldWhenASourceIsAddedLater() throws IOException {
        tails.reconcile(List.of(source("s", "s.log")), 0);
        write("t.log", "before the source");
        Source added = source("t", "t.log");
        tails.reconcile(List.of(source("s", "s.log"), added), 1_000);
        awaitFollowing(2);

        write("t.log", "after it");

        awaitLines("t after it");
    }

    @Test
    void shouldStopWhenTheSourceIsGone() throws IOException {
        tails.reconcile(List.of(source("s", "s.log")), 0);

        tails.reconcile(List.of(), 1_000);

        assertThat(tails.summary()).isEqualTo("0 files, 0 bytes behind");
    }

    @Test
    void shouldForgetAFileSomeTimeAfterItHasGone() throws IOException {
        write("x.log", "old");
        Source source = source("s", "*.log");
        tails.reconcile(List.of(source), 0);
        Files.delete(folder.resolve("logs/x.log"));

        tails.reconcile(List.of(source), FileTails.KEPT_MILLIS);
        assertThat(tails.summary()).startsWith("1 file,");

        tails.reconcile(List.of(source), FileTails.KEPT_MILLIS + 1);
        assertThat(tails.summary()).startsWith("0 files");
    }

    @Test
    void shouldFollowTheOthersWhenOneSourceCannotBeLookedFor() throws IOException {
        Files.createDirectories(folder.resolve("logs"));
        tails.reconcile(List.of(source("broken", "[x/*.log"), source("s", "s.log")), 0);
        await().until(() -> !tails.summary().contains("not started"));
        write("s.log", "line");

        awaitLines("s line");
        assertThat(tails.summary()).contains("broken: ", "PatternSyntaxException");
    }

    @Test
    void shouldOpenAnewWhenTheSourceReadsOtherwise() throws IOException {
        write("x.log", "old");
        tails.reconcile(List.of(source("s", "x.log")), 0);
        awaitFollowing(1);
        write("x.log", "one");
        awaitLines("s one");
        awaitFollowing(1); // it comes again when it was delivered and not yet noted
        Source changed = new Source(
                "s",
                source("s", "x.log").origin(),
                new JsonFormat(),
                FormatSettings.NONE,
                null,
                source("s", "x.log").event(),
                List.of(),
                Duration.ZERO,
                null,
                new TreeMap<>());

        tails.reconcile(List.of(changed), 1_000);
        write("x.log", "two");

        awaitLines("s one", "s two");
    }
}
