package dev.farrier.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyWatcherTest {
    @TempDir
    private Path directory;

    private final List<Contents> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void write() throws IOException {
        put("a.yaml", "1");
    }

    @Test
    void shouldTellFirstStateAndThenOnlyChanges() throws IOException {
        PolicyWatcher watcher = new PolicyWatcher(directory, Duration.ofHours(1), told::add);
        watcher.poll();
        watcher.poll();
        assertThat(told).hasSize(1);
        watcher.poll();
        watcher.poll();
        assertThat(told).hasSize(1);
        put("a.yaml", "2");
        watcher.poll();
        assertThat(told).hasSize(1);
        watcher.poll();
        assertThat(told).extracting(contents -> contents.files().get("a.yaml")).containsExactly("1", "2");
    }

    @Test
    void shouldWaitUntilChangesHaveSettled() throws IOException {
        PolicyWatcher watcher = settled();
        put("b.yaml", "1");
        watcher.poll();
        put("c.yaml", "1");
        watcher.poll();
        assertThat(told).isEmpty();
        watcher.poll();
        assertThat(told).hasSize(1);
        assertThat(told.get(0).files()).containsOnlyKeys("a.yaml", "b.yaml", "c.yaml");
    }

    @Test
    void shouldNotTellChangeThatWasTakenBack() throws IOException {
        PolicyWatcher watcher = settled();
        put("a.yaml", "2");
        watcher.poll();
        put("a.yaml", "1");
        watcher.poll();
        watcher.poll();
        assertThat(told).isEmpty();
    }

    @Test
    void shouldTellAgainWhenCallbackFailed() {
        PolicyWatcher watcher = new PolicyWatcher(directory, Duration.ofHours(1), contents -> {
            told.add(contents);
            if (told.size() == 1) {
                throw new IllegalStateException("broker away");
            }
        });
        watcher.poll();
        watcher.poll();
        assertThat(told).hasSize(1);
        watcher.poll();
        assertThat(told).hasSize(2);
        watcher.poll();
        assertThat(told).hasSize(2);
    }

    @Test
    void shouldTellWhenTheDirectoryIsGone() throws IOException {
        PolicyWatcher watcher = settled();
        Files.delete(directory.resolve("a.yaml"));
        Files.delete(directory);
        watcher.poll();
        watcher.poll();
        assertThat(told).hasSize(1);
        assertThat(told.get(0).complete()).isFalse();
    }

    @Test
    void shouldSeeConfigMapBeingSwapped(@TempDir Path mount) throws IOException {
        version(mount, "..v1", "1");
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..v1"));
        Files.createSymbolicLink(mount.resolve("a.yaml"), Path.of("..data/a.yaml"));
        try (PolicyWatcher watcher = new PolicyWatcher(mount, Duration.ofMillis(10), told::add)) {
            watcher.start();
            await().until(() -> told.size() == 1);
            version(mount, "..v2", "2");
            Files.createSymbolicLink(mount.resolve("..tmp"), Path.of("..v2"));
            Files.move(mount.resolve("..tmp"), mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            await().until(() -> told.size() == 2);
        }
        assertThat(told).extracting(contents -> contents.files().get("a.yaml")).containsExactly("1", "2");
    }

    @Test
    void shouldEndItsThreadWhenClosed() {
        PolicyWatcher watcher = new PolicyWatcher(directory, Duration.ofHours(1), told::add);
        watcher.start();
        watcher.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("policy-watcher") && thread.isAlive());
    }

    private PolicyWatcher settled() {
        PolicyWatcher watcher = new PolicyWatcher(directory, Duration.ofHours(1), told::add);
        watcher.poll();
        watcher.poll();
        told.clear();
        return watcher;
    }

    private static void version(Path mount, String name, String content) throws IOException {
        Files.writeString(Files.createDirectory(mount.resolve(name)).resolve("a.yaml"), content);
    }

    private void put(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }
}
