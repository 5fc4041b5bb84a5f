package dev.farrier.demo;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.app.config.Settings;
import dev.farrier.app.service.FarrierService;
import dev.farrier.app.service.InvalidPoliciesException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Farrier with all its roles, in this process. */
final class InProcessFarrier {
    private static final Duration STARTING = Duration.ofSeconds(90);

    private InProcessFarrier() {}

    /**
     * Returns when Farrier is ready.
     *
     * @throws IOException when it does not become ready; the message says what is missing
     */
    static FarrierService start(Path configuration) throws IOException, InterruptedException {
        // the demo's configuration alone: what the environment says is meant for another Farrier
        Settings settings = Settings.load(configuration, Map.of(), List.of());
        FarrierService service;
        try {
            service = FarrierService.start(settings, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), true);
        } catch (InvalidPoliciesException e) {
            throw new IOException("the demo's policies have errors:\n" + e.getMessage(), e);
        }
        try {
            awaitReady(service);
            return service;
        } catch (IOException | InterruptedException e) {
            service.close();
            throw e;
        }
    }

    private static void awaitReady(FarrierService service) throws IOException, InterruptedException {
        long until = System.nanoTime() + STARTING.toNanos();
        List<ReadinessCheck> missing = missing(service);
        while (!missing.isEmpty()) {
            if (System.nanoTime() > until) {
                throw new IOException("Farrier is not ready after " + STARTING.toSeconds() + " s: "
                        + missing.stream()
                                .map(check -> check.name() + " " + check.detail())
                                .collect(Collectors.joining(", ")));
            }
            TimeUnit.MILLISECONDS.sleep(50);
            missing = missing(service);
        }
    }

    private static List<ReadinessCheck> missing(FarrierService service) {
        return service.checks().stream().filter(check -> !check.ok()).toList();
    }
}
