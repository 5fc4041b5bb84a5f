package dev.farrier.app.service;

import dev.farrier.api.Readiness.Check;
import dev.farrier.app.config.Settings;
import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.WorkerSettings;
import dev.farrier.execute.http.HttpRunner;
import dev.farrier.execute.http.WaitRunner;
import dev.farrier.execute.process.ProcessRunner;
import dev.farrier.execute.record.TrustedKeys;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.executor.SiteWorker;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** The role {@code executor}: one worker of one site. */
final class ExecutorPart implements Part {
    private static final int WAITS = 200;
    private static final Duration PROGRESS = Duration.ofSeconds(10);
    private static final Duration CONTROLS_MAX_AGE = Duration.ofSeconds(2);
    /** Besides the others that end, and with a second in reserve. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(7);

    private final String site;
    private final SiteWorker worker;

    private ExecutorPart(String site, SiteWorker worker) {
        this.site = site;
        this.worker = worker;
    }

    static ExecutorPart start(
            Settings settings, ClientConfig client, Topics topics, TrustedKeys trusted, MeterRegistry registry)
            throws IOException {
        Settings.ExecutorSettings executor = settings.executor();
        WorkerSettings worker = new WorkerSettings(
                executor.name() == null ? Host.name() : executor.name(),
                UUID.randomUUID().toString().substring(0, 8),
                settings.site(),
                executor.slots(),
                WAITS,
                executor.allow(),
                executor.killFile(),
                PROGRESS.toMillis(),
                CONTROLS_MAX_AGE.toMillis(),
                STOP_WITHIN.toMillis());
        ProcessRunner processes = new ProcessRunner();
        Map<String, ActionRunner> runners = Map.of(
                "process", processes, "script", processes, "http", new HttpRunner(), "waitUntil", new WaitRunner());
        SiteWorker started = SiteWorker.start(
                client, topics, worker, trusted, settings.dataDir().resolve("worker"), runners);
        Meters.ACTIONS_RUNNING.gauge(registry, started::running, settings.site());
        Meters.OUTCOMES_UNDELIVERED.gauge(registry, started::undelivered, settings.site());
        return new ExecutorPart(settings.site(), started);
    }

    @Override
    public Check check() {
        Throwable failure = worker.failure();
        return new Check(
                "executor",
                worker.isReady() && failure == null,
                failure == null ? "site " + site + ", " + worker.running() + " running" : failure.toString());
    }

    @Override
    public void close() {
        worker.close();
    }
}
