package dev.farrier.stream.executor;

import dev.farrier.execute.WorkerClock;
import dev.farrier.execute.record.TrustedKeys;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A worker in a JVM of its own, to be killed: {@code BOOTSTRAP PREFIX NAME DIRECTORY PUBLIC-KEY}. */
final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[3]);
        WorkerClock clock = new WorkerClock();
        SiteWorker worker = SiteWorker.start(
                new ClientConfig(Map.of("bootstrap.servers", args[0])),
                new Topics(args[1]),
                Site.settings(args[2], 4, directory.resolve("kill")),
                TrustedKeys.load(List.of(Path.of(args[4]))),
                directory,
                Site.runners(clock),
                clock);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            worker.close();
            closed.countDown();
        }));
        closed.await();
    }
}
