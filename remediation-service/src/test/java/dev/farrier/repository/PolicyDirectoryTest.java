package dev.farrier.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.problem.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PolicyDirectoryTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(directory.resolve("a.yaml"), "kind: Source");
        Files.createDirectories(directory.resolve("sub/deeper"));
        Files.writeString(directory.resolve("sub/deeper/run.sh"), "#!/bin/sh\n");
    }

    @Test
    void shouldReadAllFilesUnderTheirRelativePaths() {
        Contents contents = PolicyDirectory.read(directory);
        assertThat(contents.files()).isEqualTo(Map.of("a.yaml", "kind: Source", "sub/deeper/run.sh", "#!/bin/sh\n"));
        assertThat(contents.problems()).isEmpty();
        assertThat(contents.complete()).isTrue();
    }

    @Test
    void shouldLeaveOutHiddenFilesAndDirectories() throws IOException {
        Files.createDirectories(directory.resolve(".git"));
        Files.writeString(directory.resolve(".git/config.yaml"), "x");
        Files.writeString(directory.resolve(".hidden.yaml"), "x");
        assertThat(PolicyDirectory.read(directory).files()).containsOnlyKeys("a.yaml", "sub/deeper/run.sh");
    }

    @Test
    void shouldReadConfigMapAsKubernetesMountsIt(@TempDir Path mount) throws IOException {
        Path version = Files.createDirectory(mount.resolve("..2026_11_22"));
        Files.writeString(version.resolve("a.yaml"), "kind: Action");
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_11_22"));
        Files.createSymbolicLink(mount.resolve("a.yaml"), Path.of("..data/a.yaml"));
        assertThat(PolicyDirectory.read(mount))
                .isEqualTo(new Contents(new TreeMap<>(Map.of("a.yaml", "kind: Action")), java.util.List.of()));
    }

    @Test
    void shouldReadDirectoryThatIsALink(@TempDir Path elsewhere) throws IOException {
        Path link = Files.createSymbolicLink(elsewhere.resolve("policies"), directory);
        assertThat(PolicyDirectory.read(link)).isEqualTo(PolicyDirectory.read(directory));
    }

    @Test
    void shouldFollowLinkedDirectoriesButNoLoops() throws IOException {
        Files.createSymbolicLink(directory.resolve("sub/up"), directory);
        Contents contents = PolicyDirectory.read(directory);
        assertThat(contents.files()).containsOnlyKeys("a.yaml", "sub/deeper/run.sh");
        assertThat(contents.problems()).isEmpty();
    }

    @Test
    void shouldNotFollowALinkToADirectoryElsewhere(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("other.yaml"), "kind: Action");
        Files.createSymbolicLink(directory.resolve("sub/out"), elsewhere);
        Files.createSymbolicLink(directory.resolve("within"), directory.resolve("sub/deeper"));

        Contents contents = PolicyDirectory.read(directory);

        assertThat(contents.files()).containsOnlyKeys("a.yaml", "sub/deeper/run.sh", "within/run.sh");
        assertThat(contents.problems())
                .extracting(Problem::toString)
                .containsExactly("sub/out:1:1: error: is a link to " + elsewhere.toRealPath()
                        + ", out of the policy directory: move what is there in, or remove the link");
    }

    @Test
    void shouldReportBrokenLink() throws IOException {
        Files.createSymbolicLink(directory.resolve("b.yaml"), Path.of("nowhere"));
        Contents contents = PolicyDirectory.read(directory);
        assertThat(contents.problems())
                .extracting(Problem::toString)
                .containsExactly("b.yaml:1:1: error: is a link to something that does not exist: repair or remove it");
        assertThat(contents.complete()).isFalse();
        assertThat(contents.files()).containsKey("a.yaml");
    }

    /** Even root can't read the memory at address 0. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldReportUnreadableFile() throws IOException {
        Files.createSymbolicLink(directory.resolve("secret.yaml"), Path.of("/proc/self/mem"));
        Contents contents = PolicyDirectory.read(directory);
        assertThat(contents.problems())
                .extracting(Problem::toString)
                .containsExactly("secret.yaml:1:1: error: can't be read: Input/output error");
        assertThat(contents.files()).containsKey("a.yaml");
    }

    @Test
    void shouldReportFileAboveTheLimitAndNotReadIt() throws IOException {
        sized("big.yaml", PolicyDirectory.MAX_FILE_BYTES + 1);
        sized("big.bin", PolicyDirectory.MAX_FILE_BYTES + 1);
        sized("just.yaml", PolicyDirectory.MAX_FILE_BYTES);
        Contents contents = PolicyDirectory.read(directory);
        assertThat(contents.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "big.bin:1:1: warning: the file has 5000001 bytes, the limit is 5000000: it is left out",
                        "big.yaml:1:1: error: the file has 5000001 bytes, the limit is 5000000: split it");
        assertThat(contents.files()).containsKey("just.yaml").doesNotContainKeys("big.yaml", "big.bin");
    }

    @Test
    void shouldReportDirectoryAboveTheLimitOnce() throws IOException {
        for (int i = 0; i < 12; i++) {
            sized("b" + i + ".txt", PolicyDirectory.MAX_FILE_BYTES);
        }
        assertThat(PolicyDirectory.read(directory).problems()).hasSize(1);
        assertThat(PolicyDirectory.read(directory).problems().get(0).message())
                .isEqualTo("with this file the directory exceeds 50000000 bytes: remove what is no policy");
    }

    @Test
    void shouldReplaceBytesThatAreNoUtf8() throws IOException {
        Files.write(directory.resolve("latin.yaml"), new byte[] {'a', (byte) 0xe4, 'b'});
        assertThat(PolicyDirectory.read(directory).files()).containsEntry("latin.yaml", "a\uFFFDb");
    }

    @Test
    void shouldReportMissingDirectory() {
        assertThat(PolicyDirectory.read(directory.resolve("none")).problems())
                .extracting(Problem::toString)
                .containsExactly(".:1:1: error: does not exist");
        assertThat(PolicyDirectory.read(directory.resolve("a.yaml")).problems())
                .extracting(Problem::toString)
                .containsExactly(".:1:1: error: is not a directory");
    }

    @Test
    void shouldGiveAnotherCommitForEveryChange() {
        Map<String, String> base = Map.of("a", "1", "b", "2");
        String commit = PolicyDirectory.contentCommit(new TreeMap<>(base));
        assertThat(commit).matches("[0-9a-f]{64}");
        assertThat(commit).isEqualTo(PolicyDirectory.contentCommit(new TreeMap<>(base)));
        assertThat(java.util.List.of(
                        Map.of("a", "12", "b", ""),
                        Map.of("a", "1", "b", "3"),
                        Map.of("a", "1", "c", "2"),
                        Map.of("a", "1b2")))
                .allSatisfy(other -> assertThat(PolicyDirectory.contentCommit(new TreeMap<>(other)))
                        .isNotEqualTo(commit));
    }

    private void sized(String name, long bytes) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve(name).toFile(), "rw")) {
            file.setLength(bytes);
        }
    }
}
