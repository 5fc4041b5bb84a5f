package dev.farrier.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileGlobTest {
    @TempDir
    Path folder;

    @BeforeEach
    void make() throws IOException {
        for (String file : List.of("a/bridge.log", "a/bridge.log.1", "b/bridge.log", "b/other.log", "bridge.log")) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.resolveSibling(""));
            Files.createFile(path);
        }
        Files.createDirectories(folder.resolve("c/bridge.log"));
        Files.createDirectories(folder.resolve("d"));
    }

    private List<String> expand(String pattern) throws IOException {
        return FileGlob.expand(folder + "/" + pattern).stream()
                .map(path -> folder.relativize(path).toString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "*/bridge.log,a/bridge.log b/bridge.log",
        "?/*.log,a/bridge.log b/bridge.log b/other.log",
        "[ac]/bridge.log,a/bridge.log",
        "'{a,d}/bridge.log',a/bridge.log",
        "a/bridge.log*,a/bridge.log a/bridge.log.1",
    })
    void shouldFindFilesWhoseEveryPartMatches(String pattern, String files) throws IOException {
        assertThat(expand(pattern)).containsExactly(files.split(" "));
    }

    @Test
    void shouldFindNothingWhereNothingIs() throws IOException {
        assertThat(expand("x*/bridge.log")).isEmpty();
        assertThat(expand("nowhere/*.log")).isEmpty();
        assertThat(expand("bridge.log/*")).as("below a file").isEmpty();
    }

    @Test
    void shouldNameAPathWithoutGlobBeforeThereIsAFile() throws IOException {
        assertThat(expand("later/bridge.log")).containsExactly("later/bridge.log");
    }

    @Test
    void shouldSayWhenAPartIsNoGlob() {
        assertThatThrownBy(() -> expand("[a/bridge.log")).isInstanceOf(PatternSyntaxException.class);
    }
}
