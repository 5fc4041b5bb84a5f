package dev.farrier.survival;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.app.config.Settings;
import dev.farrier.app.service.FarrierService;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;

/** The service in a JVM of its own, to be killed: settings as {@code key=value}; prints {@code ready PORT}. */
final class ServiceMain {
    static final String READY = "ready ";

    private ServiceMain() {}

    public static void main(String[] args) throws Exception {
        FarrierService service = FarrierService.start(
                Settings.load(null, Map.of(), List.of(args)),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                true);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            service.close();
            closed.countDown();
        }));
        Awaitility.await()
                .atMost(Duration.ofMinutes(4))
                .until(() -> service.checks().stream().allMatch(ReadinessCheck::ok));
        System.out.println(READY + service.port());
        closed.await();
    }
}
