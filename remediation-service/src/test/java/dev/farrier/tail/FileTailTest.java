package dev.farrier.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.farrier.tail.FileTail.StartPosition;
import dev.farrier.tail.FileTail.TailStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real files; time stands still unless a test moves it. */
class FileTailTest {
    @TempDir
    private Path folder;

    private final AtomicLong clock = new AtomicLong(System.currentTimeMillis());
    private final FakeLines sink = new FakeLines();
    private Path log;
    private FileTail tail;

    @BeforeEach
    void setUp() {
        log = folder.resolve("app.log");
        tail = tail(StartPosition.END);
    }

    @AfterEach
    void tearDown() {
        tail.close();
    }

    @Test
    void shouldHandOverCompleteLinesUnderTheirPlace() throws Exception {
        tail.poll();
        append("one\ntwo\r\n\nthr");
        tail.poll();
        assertThat(sink.texts()).containsExactly("one", "two\r", "");
        append("ee\n");
        tail.poll();

        String file = log + ":" + inode(log) + ".0:";
        assertThat(sink.byOrigin.keySet()).containsExactly(file + 0, file + 4, file + 9, file + 10);
        assertThat(sink.texts()).endsWith("three");
        assertThat(tail.status()).isEqualTo(new TailStatus(0, 4, ""));
    }

    @Test
    void shouldBeginBehindTheLastLineOfAFileThatIsThere() throws Exception {
        append("old\nhalf");
        tail.poll();
        assertThat(sink.texts()).isEmpty();

        append(" a line\nnew\n");
        tail.poll();

        assertThat(sink.texts()).containsExactly("half a line", "new");
    }

    @Test
    void shouldBeginBehindTheLastLineHoweverFarBackItIs() throws Exception {
        append("old\n" + "x".repeat(200_000));
        tail.poll();
        append("y\n");
        tail.poll();

        assertThat(sink.texts()).containsExactly("x".repeat(200_000) + "y");
    }

    @Test
    void shouldBeginAtTheBeginningWhenAskedTo() throws Exception {
        append("old\n");
        tail = tail(StartPosition.BEGINNING);
        tail.poll();

        assertThat(sink.texts()).containsExactly("old");
    }

    @ParameterizedTest
    @EnumSource(StartPosition.class)
    void shouldReadAFileThatAppearsLaterFromItsBeginning(StartPosition start) throws Exception {
        tail = tail(start);
        tail.poll();
        assertThat(tail.status()).isEqualTo(new TailStatus(0, 0, ""));
        append("one\n");
        tail.poll();

        assertThat(sink.texts()).containsExactly("one");
    }

    @Test
    void shouldReadAFileThatAppearedWhileItWasDown() throws Exception {
        tail.poll();
        tail.close();
        append("one\n");
        restart();

        assertThat(sink.texts()).containsExactly("one");
    }

    @Test
    void shouldGoOnAfterARestartWithoutLossOrRepeat() throws Exception {
        append("old\n");
        tail.poll();
        tail.close();
        append("one\n");
        restart();
        append("two\nthr");
        tail.poll();
        tail.close();
        append("ee\n");
        restart();

        assertThat(sink.texts()).containsExactly("one", "two", "three");
    }

    @Test
    void shouldHandOverAgainUnderTheSameOriginsWhatWasNotAcknowledged() throws Exception {
        tail.poll();
        append("one\ntwo\n");
        sink.failures = 2;
        sink.storeWhenFailing = true;
        assertThatThrownBy(tail::poll)
                .hasMessageContaining("lines were not stored: java.io.IOException: broker is down");
        append("three\n");
        assertThatThrownBy(tail::poll).isInstanceOf(IOException.class);
        tail.close();
        restart();

        assertThat(sink.texts()).containsExactly("one", "two", "one", "two", "three", "one", "two", "three");
        assertThat(sink.byOrigin).hasSize(3);
    }

    @Test
    void shouldReadOnInARenamedFileUntilItIsQuiet() throws Exception {
        tail.poll();
        append("one\n");
        tail.poll();
        append("two\n");
        rename(1);
        append("four\n");
        write(rotated(1), "three\nhalf");
        tail.poll();
        assertThat(sink.texts()).containsExactly("one", "two", "three", "four");

        clock.addAndGet(FileTail.IDLE_MILLIS - 1);
        tail.poll();
        assertThat(sink.texts()).hasSize(4);
        clock.addAndGet(1);
        tail.poll();
        assertThat(sink.texts()).hasSize(5).endsWith("half");
        assertThat(sink.byOrigin).hasSize(5);
    }

    @Test
    void shouldReadOnInTheLastRotatedFileHoweverLongNothingCame() throws Exception {
        tail.poll();
        append("one\n");
        rename(1);
        for (String line : List.of("two\n", "three\n", "four\n")) {
            tail.poll();
            clock.addAndGet(10 * FileTail.IDLE_MILLIS);
            write(rotated(1), line);
        }
        tail.close();
        restart();

        assertThat(sink.texts()).containsExactly("one", "two", "three", "four");
    }

    @Test
    void shouldNotReadWhatWasRotatedAwayBeforeItsTime() throws Exception {
        write(rotated(1), "old\n");
        tail.poll();
        tail.poll();
        append("one\n");
        tail.poll();

        assertThat(sink.texts()).containsExactly("one");
    }

    @Test
    void shouldNotTakeAFinishedFileForANewOne() throws Exception {
        tail.poll();
        append("one\n");
        tail.poll();
        rename(1);
        append("two\n");
        tail.poll();
        rename(2);
        tail.poll();
        clock.addAndGet(FileTail.IDLE_MILLIS);
        tail.poll();
        append("three\n");
        tail.poll();
        tail.close();

        touch(rotated(1));
        rename(3);
        append("four\n");
        restart();
        touch(rotated(1));
        rename(4);
        tail.poll();

        assertThat(sink.texts()).containsExactly("one", "two", "three", "four");
    }

    @Test
    void shouldReadOnWhenAFileIsCopiedAndTruncated() throws Exception {
        tail.poll();
        append("one\n");
        tail.poll();
        append("two\n");
        copyAndTruncate(1);
        append("three\n");
        tail.poll();

        assertThat(sink.texts()).containsExactly("one", "two", "three");
        assertThat(sink.byOrigin).hasSize(3);
        assertThat(sink.byOrigin.keySet())
                .containsExactly(
                        log + ":" + inode(log) + ".0:0",
                        log + ":" + inode(log) + ".0:4",
                        log + ":" + inode(log) + ".1:0");
    }

    @Test
    void shouldNoticeATruncationThoughTheFileHasOutgrownIt() throws Exception {
        tail.poll();
        append("one 1\n");
        tail.poll();
        Files.writeString(log, "two 2\nthree 3\n", StandardOpenOption.TRUNCATE_EXISTING);
        tail.poll();

        assertThat(sink.texts()).containsExactly("one 1", "two 2", "three 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 70_000, 3_000_000})
    void shouldPassOverTheHoleOfATruncationWhenTheWriterKeepsItsPlace(int hole) throws Exception {
        tail.poll();
        append("x".repeat(hole - 1) + "\n");
        tail.poll();

        Files.write(log, new byte[hole], StandardOpenOption.TRUNCATE_EXISTING);
        try (FileChannel writer = FileChannel.open(log, StandardOpenOption.WRITE)) {
            writer.write(ByteBuffer.wrap("first\nsecond\n".getBytes(UTF_8)), hole);
        }
        tail.poll();
        tail.poll();

        assertThat(sink.texts()).endsWith("first", "second");
        assertThat(tail.status().behind()).isZero();
    }

    @Test
    void shouldForgetHalfALineThatWasTruncatedAway() throws Exception {
        tail.poll();
        append("half");
        tail.poll();
        Files.writeString(log, "a new line\n", StandardOpenOption.TRUNCATE_EXISTING);
        tail.poll();

        assertThat(sink.texts()).containsExactly("a new line");
    }

    @Test
    void shouldFollowRotationsThatHappenedWhileItWasDown() throws Exception {
        append("old\n");
        tail.poll();
        append("one\n");
        tail.poll();
        tail.close();
        append("two\n");
        rename(2);
        append("three\n");
        rename(1);
        append("four\n");
        restart();

        assertThat(sink.texts()).containsExactly("one", "two", "three", "four");
    }

    @Test
    void shouldFollowTruncationsThatHappenedWhileItWasDown() throws Exception {
        append("old\n");
        tail.poll();
        tail.close();
        append("one\n");
        copyAndTruncate(2);
        append("two two two\n");
        copyAndTruncate(1);
        append("three\n");
        restart();

        assertThat(sink.texts()).containsExactlyInAnyOrder("one", "two two two", "three");
    }

    @Test
    void shouldReadAFileThatIsDeletedAndMadeAgain() throws Exception {
        tail.poll();
        append("one\n");
        tail.poll();
        append("two\n");
        Files.delete(log);
        tail.poll();
        append("three\n");
        tail.poll();

        assertThat(sink.texts()).containsExactly("one", "two", "three");
    }

    @Test
    void shouldKeepItsPlaceWhenAFileIsMovedAwayAndBack() throws Exception {
        tail.poll();
        append("one\n");
        tail.poll();
        rename(1);
        tail.poll();
        Files.move(rotated(1), log);
        append("two\n");
        tail.poll();

        assertThat(sink.texts()).containsExactly("one", "two");
    }

    @Test
    void shouldReportALineThatIsTooLongAndGoOnBehindIt() throws Exception {
        String longest = "x".repeat(1 << 20);
        String longer = "y".repeat(3 << 20);
        String digest = sha256(longer);
        tail.poll();
        append(longest + "\n" + longest + "z\n" + longer);
        tail.poll();
        assertThat(sink.texts()).containsExactly(longest, "too long: 1048577");
        tail.poll();
        append("\nnext\n");
        tail.poll();

        assertThat(sink.texts()).hasSize(4).endsWith("too long: 3145728", "next");
        assertThat(sink.all.get(2)).isInstanceOfSatisfying(TailedLine.Oversized.class, line -> {
            assertThat(line.head()).isEqualTo("y".repeat(64 << 10).getBytes(UTF_8));
            assertThat(line.sha256()).isEqualTo(digest);
        });
    }

    @Test
    void shouldTakeAnyBytes() throws Exception {
        tail.poll();
        Files.write(log, new byte[] {(byte) 0xff, 0, (byte) 0xc3, '\n', '\n'});
        tail.poll();

        assertThat(((TailedLine.Complete) sink.all.get(0)).bytes()).containsExactly(0xff, 0, 0xc3);
        assertThat(sink.all).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"version\":2}",
                "{\"version\":1}",
                "{\"version\":1,\"path\":\"x\"}",
                "\u0000"
            })
    void shouldNotBeginAnewOverACheckpointItCannotRead(String content) throws Exception {
        append("one\n");
        Files.writeString(folder.resolve("src.tail.json"), content);

        assertThatThrownBy(tail::poll)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("src.tail.json can't be read")
                .hasMessageContaining("delete it to begin anew");
        Files.delete(folder.resolve("src.tail.json"));
        tail.poll();
    }

    @Test
    void shouldBeginAnewForAnotherPath() throws Exception {
        append("one\n");
        tail.poll();
        tail.close();
        log = folder.resolve("other.log");
        append("old\n");
        restart();
        append("new\n");
        tail.poll();

        assertThat(sink.texts()).containsExactly("new");
    }

    @Test
    void shouldSayThatAFolderIsNoFile() throws Exception {
        Files.createDirectory(log);

        assertThatThrownBy(tail::poll).isInstanceOf(IOException.class).hasMessage(log + " is not a regular file");
    }

    @Test
    void shouldWaitForAFolderThatIsNotThereYet() throws Exception {
        log = folder.resolve("sub/app.log");
        tail = tail(StartPosition.END);
        tail.poll();
        Files.createDirectory(log.getParent());
        append("one\n");
        tail.poll();

        assertThat(sink.texts()).containsExactly("one");
    }

    @Test
    void shouldFollowByItselfAndTryAgainAfterFailures() throws Exception {
        sink.failures = 1;
        append("old\n");
        tail = tail(StartPosition.BEGINNING);
        tail.start();
        await().until(() -> tail.status().problem().contains("broker is down"));
        append("new\n");
        await().until(() -> sink.texts().size() == 2);
        await().until(() -> tail.status().equals(new TailStatus(0, 2, "")));
        tail.close();

        assertThat(sink.texts()).containsExactly("old", "new");
    }

    private FileTail tail(StartPosition start) {
        return new FileTail("src", log, folder, start, sink, clock::get);
    }

    private void restart() throws IOException, InterruptedException {
        tail = tail(StartPosition.END);
        tail.poll();
    }

    private void append(String text) throws IOException {
        write(log, text);
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void touch(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(clock.get()));
    }

    private Path rotated(int number) {
        return log.resolveSibling(log.getFileName() + "." + number);
    }

    private void rename(int number) throws IOException {
        Files.move(log, rotated(number));
    }

    private void copyAndTruncate(int number) throws IOException {
        Files.copy(log, rotated(number), StandardCopyOption.REPLACE_EXISTING);
        Files.write(log, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static long inode(Path file) throws IOException {
        return (Long) Files.getAttribute(file, "unix:ino");
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }
}
