package dev.farrier.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.RandomCases;
import dev.farrier.tail.FileTail.StartPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes, rotates, restarts and fails at random: every line comes, under one origin, and none that was not written. */
class FileTailModelTest {
    private static final int STEPS = RandomCases.of(150);
    private static final int KEPT = 40;

    @TempDir
    private Path folder;

    private final AtomicLong clock = new AtomicLong(System.currentTimeMillis());
    private final FakeLines sink = new FakeLines();
    private final List<String> written = new ArrayList<>();
    private Path log;
    private FileTail tail;
    private boolean midLine;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldLoseAndInventNothing(long seed) throws Exception {
        Random random = new Random(seed);
        log = folder.resolve("app.log");
        tail = tail();
        tail.poll();
        for (int step = 0; step < STEPS; step++) {
            clock.set(Math.max(clock.get(), System.currentTimeMillis()));
            act(random);
        }
        endLine();
        sink.failures = 0;
        tail.poll();
        tail.poll();
        tail.close();

        assertThat(sink.byOrigin.values()).containsExactlyInAnyOrderElementsOf(written);
    }

    private void act(Random random) throws Exception {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> {
                for (int lines = random.nextInt(5); lines >= 0; lines--) {
                    endLine();
                    midLine = true;
                    String line = "line " + written.size() + " " + "x".repeat(random.nextInt(40));
                    written.add(line);
                    append(line);
                }
                if (random.nextBoolean()) {
                    endLine();
                }
            }
            case 3 -> {
                endLine();
                rename();
            }
            case 4 -> {
                endLine();
                copyAndTruncate();
            }
            case 5 -> {
                tail.close();
                tail = tail();
            }
            case 6 -> {
                sink.failures = 1 + random.nextInt(2);
                sink.storeWhenFailing = random.nextBoolean();
            }
            default -> pollAnyway();
        }
    }

    private void pollAnyway() throws InterruptedException {
        try {
            tail.poll();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("broker is down");
        }
    }

    /** A copy can be told from a file of its own only by what was read of it: so something was. */
    private void copyAndTruncate() throws Exception {
        if (!Files.exists(log)) {
            return;
        }
        append("line read\n".replace("read", String.valueOf(written.size())));
        written.add("line " + written.size());
        sink.failures = 0;
        tail.poll();
        for (int more = 0; more < 3; more++) {
            append("line " + written.size() + "\n");
            written.add("line " + written.size());
        }
        shift();
        Files.copy(log, folder.resolve("app.log.1"));
        Files.write(log, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
        // a second truncation of an empty file, before anybody has looked, could not be told from one
        pollAnyway();
    }

    private void rename() throws IOException {
        if (Files.exists(log)) {
            shift();
            Files.move(log, folder.resolve("app.log.1"));
        }
    }

    private void shift() throws IOException {
        for (int number = KEPT; number > 0; number--) {
            Path from = folder.resolve("app.log." + number);
            if (Files.exists(from)) {
                Files.move(from, folder.resolve("app.log." + (number + 1)));
            }
        }
    }

    private void endLine() throws IOException {
        if (midLine) {
            append("\n");
            midLine = false;
        }
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private FileTail tail() {
        return new FileTail("src", log, folder, StartPosition.BEGINNING, sink, clock::get);
    }
}
