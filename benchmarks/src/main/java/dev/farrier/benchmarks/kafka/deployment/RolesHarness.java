package dev.farrier.benchmarks.kafka.deployment;

import dev.farrier.benchmarks.Arguments;
import dev.farrier.benchmarks.Harness;
import dev.farrier.benchmarks.MarkdownTable;
import dev.farrier.benchmarks.kafka.Broker;
import dev.farrier.benchmarks.kafka.Percentiles;
import dev.farrier.benchmarks.kafka.PolicyFiles;
import dev.farrier.benchmarks.kafka.ProcessCpu;
import dev.farrier.benchmarks.kafka.ProgressLog;
import dev.farrier.benchmarks.kafka.Service;
import dev.farrier.benchmarks.kafka.memory.Footprint;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** {@code roles}: a process for each role, one after the other: how long it takes to start, and what it uses when nothing happens. */
public final class RolesHarness implements Harness {
    private static final List<String> ROLES = List.of("policies", "core", "ingest", "api", "executor");
    private static final List<String> HEAP = List.of("-Xms32m", "-Xmx512m");
    private static final int SCRAPES = 20;
    private static final long MEBIBYTE = 1 << 20;
    private static final double MILLIS = 1e6;

    @Override
    public String name() {
        return "roles";
    }

    @Override
    public String about() {
        return "start, memory, processor and scrape of each role at rest, with a heap of 512 MiB";
    }

    @Override
    public String usage() {
        return "[--policies N] [--rest-seconds N]";
    }

    @Override
    public String run(Arguments arguments) throws Exception {
        int policies = (int) arguments.number("--policies", 1_000);
        long rest = arguments.number("--rest-seconds", 60);
        arguments.end();
        try (Broker broker = Broker.start();
                HttpClient http = HttpClient.newHttpClient()) {
            broker.createTopics();
            Path folder = broker.home().resolve("policies");
            PolicyFiles.thresholds(folder, policies, Duration.ofMinutes(5).toMillis());
            Map<String, Service> services = new LinkedHashMap<>();
            Map<String, Duration> starts = new LinkedHashMap<>();
            try {
                for (String role : ROLES) {
                    long begin = System.nanoTime();
                    Service service = Service.start(broker, role, role, HEAP, settings(role, folder, services));
                    services.put(role, service);
                    service.awaitReady();
                    starts.put(role, Duration.ofNanos(System.nanoTime() - begin));
                    ProgressLog.log(role + " is ready");
                }
                ProgressLog.log("all rest for " + rest + " s");
                return report(services, starts, rest, http);
            } finally {
                List<Service> reversed = new ArrayList<>(services.values()).reversed();
                reversed.forEach(Service::close);
            }
        }
    }

    private static List<String> settings(String role, Path policies, Map<String, Service> services) {
        return switch (role) {
            case "policies" -> List.of("policies.dir: '" + policies + "'");
            case "executor" ->
                List.of(
                        "site: " + Broker.SITE,
                        "signing.publicKeys: ['"
                                + Objects.requireNonNull(services.get("core")).publicKey() + "']");
            default -> List.of();
        };
    }

    private static String report(
            Map<String, Service> services, Map<String, Duration> starts, long rest, HttpClient http)
            throws IOException, InterruptedException {
        long[] pids = services.values().stream().mapToLong(Service::pid).toArray();
        ProcessCpu before = ProcessCpu.of(pids);
        TimeUnit.SECONDS.sleep(rest);
        ProcessCpu after = ProcessCpu.of(pids);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "role",
                "ready after s",
                "resident MiB",
                "live heap MiB",
                "processor %",
                "scrape ms",
                "samples",
                "scrape KiB"));
        for (Map.Entry<String, Service> each : services.entrySet()) {
            Service service = each.getValue();
            long resident = resident(service.pid());
            Scrape scrape = Scrape.of(service, http);
            rows.add(List.of(
                    each.getKey(),
                    MarkdownTable.number(
                            Objects.requireNonNull(starts.get(each.getKey())).toMillis() / 1_000.0),
                    MarkdownTable.number((double) resident / MEBIBYTE),
                    MarkdownTable.number((double) Footprint.heap(service.pid()) / MEBIBYTE),
                    MarkdownTable.number(after.since(before, service.pid()) / (rest * 1e9) * 100),
                    MarkdownTable.number(scrape.medianNanos() / MILLIS),
                    MarkdownTable.number(scrape.samples()),
                    MarkdownTable.number(scrape.bytes() / 1024.0)));
        }
        return MarkdownTable.of(rows);
    }

    /** What is in memory of it, shared pages included. Linux only. */
    private static long resident(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IllegalStateException("the system does not tell how much memory process " + pid + " has");
    }

    /** The metrics page of a process, as Prometheus reads it. */
    private record Scrape(long medianNanos, long samples, long bytes) {
        static Scrape of(Service service, HttpClient http) throws IOException, InterruptedException {
            HttpRequest ask = HttpRequest.newBuilder(service.uri("/metrics")).build();
            long[] nanos = new long[SCRAPES];
            String page = "";
            for (int i = 0; i < SCRAPES; i++) {
                long begin = System.nanoTime();
                page = http.send(ask, HttpResponse.BodyHandlers.ofString()).body();
                nanos[i] = System.nanoTime() - begin;
            }
            long samples = page.lines().filter(line -> !line.startsWith("#")).count();
            return new Scrape(new Percentiles(nanos).at(0.5), samples, page.length());
        }
    }
}
