package dev.farrier.stream.executor;

import dev.farrier.execute.WorkerSettings;
import dev.farrier.execute.record.TrustedKeys;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A worker in a JVM of its own, to be killed: {@code BOOTSTRAP PREFIX NAME INCARNATION DIRECTORY PUBLIC-KEY}. */
final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[4]);
        WorkerSettings settings = WorkerSettings.of(args[2], args[3], Site.NAME, directory.resolve("kill"));
        SiteWorker worker = SiteWorker.start(
                new ClientConfig(Map.of("bootstrap.servers", args[0])),
                new Topics(args[1]),
                settings,
                TrustedKeys.load(List.of(Path.of(args[5]))),
                directory,
                Site.runners());
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            worker.close();
            closed.countDown();
        }));
        closed.await();
    }
}
