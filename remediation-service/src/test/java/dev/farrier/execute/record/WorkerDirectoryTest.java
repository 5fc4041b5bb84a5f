package dev.farrier.execute.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.execute.record.RunStore.CreateResult;
import dev.farrier.execute.record.RunStore.NewRun;
import dev.farrier.execute.worker.Commands;
import dev.farrier.model.Command;
import dev.farrier.model.WorkerInstance;
import dev.farrier.stream.executor.AvroWorkerRecordCodec;
import dev.farrier.stream.serde.RecordCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerDirectoryTest {

    @TempDir
    Path directory;

    private WorkerInstance start() throws IOException {
        try (WorkerDirectory opened = WorkerDirectory.open(directory, new AvroWorkerRecordCodec())) {
            return opened.worker();
        }
    }

    @Test
    void shouldBeginALaterLifeOfTheSameWorkerAtEachStart() throws IOException {
        WorkerInstance first = start();
        assertThat(first.incarnation()).isEqualTo(1);
        assertThat(start()).isEqualTo(new WorkerInstance(first.id(), 2));
        assertThat(start()).isEqualTo(new WorkerInstance(first.id(), 3));
        assertThat(directory.resolve("identity.new")).doesNotExist();
    }

    @Test
    void shouldBeAnotherWorkerInAnotherDirectory() throws IOException {
        WorkerInstance first = start();
        try (WorkerDirectory other = WorkerDirectory.open(directory.resolve("other"), new AvroWorkerRecordCodec())) {
            assertThat(other.worker().id()).isNotEqualTo(first.id());
        }
    }

    /** Its last number is lost, so any number could be one that it has had. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "garbage", "0123abcd-0000", "0123abcd-0000 \n", "0123abcd-0000 0\n", "0123abcd-0000 12"})
    void shouldBeANewWorkerWhenItCanNotReadWhoItWas(String content) throws IOException {
        WorkerInstance before = start();
        Files.writeString(directory.resolve("identity"), content);
        WorkerInstance now = start();
        assertThat(now.id()).isNotEqualTo(before.id()).isNotEqualTo("0123abcd-0000");
        assertThat(now.incarnation()).isEqualTo(1);
        assertThat(directory.resolve("identity.unreadable")).hasContent(content);
    }

    @Test
    void shouldBelongToOneProcessAtATime() throws IOException {
        try (WorkerDirectory opened = WorkerDirectory.open(directory, new AvroWorkerRecordCodec())) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another running worker")
                    .hasMessageContaining(directory.toString());
        }
        assertThat(start().incarnation())
                .as("who did not get it has raised nothing")
                .isEqualTo(2);
    }

    @Test
    void shouldNeverWriteOverARecord() throws IOException {
        Command command = Commands.of("c-1", Commands.process("true"), 1, 2, 3);
        NewRun run = new NewRun(command, RecordCodec.of(Command.class).encode(command));
        try (WorkerDirectory opened = WorkerDirectory.open(directory, new AvroWorkerRecordCodec())) {
            CreateResult first = opened.runs().create(List.of(run));
            first.made().get("c-1").markStarted(77);
            CreateResult second = opened.runs().create(List.of(run));
            assertThat(second.made()).isEmpty();
            assertThat(second.failed()).containsOnlyKeys("c-1");
            assertThat(opened.runs().scan().readable().getFirst().startedAt()).isEqualTo(77);
        }
    }

    @Test
    void shouldForgetARecordThatWasNeverWhole() throws IOException {
        start();
        Path unfinished = Files.createDirectory(directory.resolve("runs").resolve(".new-c-1"));
        Files.createFile(unfinished.resolve("command"));
        try (WorkerDirectory opened = WorkerDirectory.open(directory, new AvroWorkerRecordCodec())) {
            RunStore.StoredRuns left = opened.runs().scan();
            assertThat(left.readable()).isEmpty();
            assertThat(left.unreadable()).isEmpty();
        }
        assertThat(unfinished).doesNotExist();
    }
}
