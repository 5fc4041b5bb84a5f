package dev.farrier.faults.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
    @TempDir
    private Path folder;

    private Child child(String script) {
        return new Child("child", folder.resolve("log"), List.of("/bin/sh", "-c", script));
    }

    private String log() throws Exception {
        return Files.readString(folder.resolve("log"));
    }

    @Test
    void shouldStartAgainAfterAKillAndKeepWhatItPrinted() throws Exception {
        try (Child child = child("echo begun; sleep 100")) {
            child.start();
            await().until(() -> log().equals("begun\n"));
            child.kill();
            assertThat(child.isAlive()).isFalse();
            child.start();
            await().until(() -> log().equals("begun\nbegun\n"));
        }
    }

    @Test
    void shouldStandStillUntilItGoesOn() throws Exception {
        try (Child child = child("echo $$; while :; do sleep 0.1; done")) {
            child.start();
            await().until(() -> log().endsWith("\n"));
            child.pause();
            Path stat = Path.of("/proc", log().strip().split("\n")[0], "stat");
            await().until(() -> Files.readString(stat).contains(") T "));
            child.resume();
            await().until(() -> !Files.readString(stat).contains(") T "));
        }
    }

    @Test
    void shouldEndWhatStandsStillAndNotStartItAgain() {
        Child child = child("sleep 100");
        child.start();
        child.pause();
        child.close();
        assertThat(child.isAlive()).isFalse();
        child.start();
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void shouldRestartOnlyWhatEndedByItself() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        Path go = folder.resolve("go");
        try (Child child = child("echo begun; while [ ! -e " + go + " ]; do sleep 0.05; done; exit 3")) {
            child.start();
            try (Keeper keeper = new Keeper(List.of(child), told::add)) {
                keeper.leave(child);
                Files.createFile(go);
                await().until(() -> !child.isAlive());
                assertThat(keeper.endings()).isZero();
                keeper.keep(child);
                await().until(() -> log().startsWith("begun\nbegun\n"));
                assertThat(told.getFirst()).contains("exit code 3");
            }
        }
    }
}
