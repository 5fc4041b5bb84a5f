package dev.farrier.app.service;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.app.ServiceComponent;
import dev.farrier.app.Version;
import dev.farrier.app.config.Settings;
import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.ExecutableActionType;
import dev.farrier.execute.Timing;
import dev.farrier.execute.WorkerClock;
import dev.farrier.execute.record.TrustedKeys;
import dev.farrier.execute.worker.WorkerSettings;
import dev.farrier.model.Watchdog;
import dev.farrier.policy.Extensions;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.executor.SiteWorker;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The role {@code executor}: one worker of one site. */
final class ExecutorComponent implements ServiceComponent {
    private static final Duration PROGRESS = Duration.ofSeconds(10);
    private static final Duration READ_WITHIN = Duration.ofSeconds(2);

    private final String site;
    private final SiteWorker worker;

    private ExecutorComponent(String site, SiteWorker worker) {
        this.site = site;
        this.worker = worker;
    }

    static ExecutorComponent start(
            Settings settings, ClientConfig client, Topics topics, TrustedKeys trusted, MeterRegistry registry)
            throws IOException {
        Settings.ExecutorSettings executor = settings.executor();
        WorkerSettings worker = new WorkerSettings(
                executor.name() == null ? HostNames.name() : executor.name(),
                Version.text(),
                settings.site(),
                WorkerSettings.slots(
                        executor.slots(), executor.lookSlots(), executor.waitSlots(), executor.callSlots()),
                withWatchdog(executor.allow()),
                executor.killFile(),
                PROGRESS.toMillis(),
                READ_WITHIN.toMillis(),
                executor.drain().toMillis());
        WorkerClock clock = new WorkerClock();
        Map<String, ActionRunner> runners = ExecutableActionType.runners(Extensions.installed(), Timing.of(clock));
        SiteWorker started = SiteWorker.start(
                client, topics, worker, trusted, settings.dataDir().resolve("worker"), runners, clock);
        Meters.ACTIONS_RUNNING.gauge(registry, started::running, settings.site());
        Meters.OUTCOMES_UNDELIVERED.gauge(registry, started::undelivered, settings.site());
        return new ExecutorComponent(settings.site(), started);
    }

    /** The watchdog's action does nothing, so no list need allow it. */
    private static Set<String> withWatchdog(Set<String> allowed) {
        Set<String> all = new TreeSet<>(allowed);
        all.add(Watchdog.NAME);
        return all;
    }

    @Override
    public ReadinessCheck check() {
        String problem = worker.problem();
        return new ReadinessCheck(
                "executor",
                problem == null,
                problem == null
                        ? "site " + site + ", " + worker.running() + " running"
                        : "takes no commands: " + problem);
    }

    @Override
    public void close() {
        worker.close();
    }
}
