package dev.farrier.stream.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
class RocksDbLibraryTest {
    @TempDir
    private Path folder;

    /** In processes of their own, since a library is loaded once. */
    @Test
    void shouldLeaveOneFileBesideTheStateHoweverOftenItIsKilled() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        for (int i = 0; i < 2; i++) {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Djava.io.tmpdir=" + temporary,
                            "-cp",
                            System.getProperty("java.class.path"),
                            Killed.class.getName(),
                            folder.resolve("state").toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile())
                    .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(folder.resolve("out")))
                    .isEqualTo(9);
        }

        assertThat(temporary).isEmptyDirectory();
        try (Stream<Path> libraries = Files.list(folder.resolve("state/native"))) {
            assertThat(libraries).hasSize(1);
        }
    }

    @Test
    void shouldLeaveItToRocksDbWhereTheFolderCannotBeMade() {
        assertThatCode(() -> RocksDbLibrary.load(Path.of("/dev/null/state"))).doesNotThrowAnyException();
    }

    /** Opens a store as Kafka Streams does, and ends without a word. */
    static final class Killed {
        private Killed() {}

        public static void main(String[] args) {
            RocksDbLibrary.load(Path.of(args[0]));
            org.rocksdb.RocksDB.loadLibrary();
            try (org.rocksdb.Options options = new org.rocksdb.Options()) {
                options.setCreateIfMissing(true);
            }
            Runtime.getRuntime().halt(9);
        }
    }
}
