package dev.farrier.acceptance;

import dev.farrier.embedded.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Prometheus that watches one exporter, and the Alertmanager that it tells. */
final class Monitoring implements AutoCloseable {
    /**
     * {@code Watchdog} fires always. Both alerts are of one group, so that they are evaluated and sent together: who hears
     * the one would have heard the other.
     */
    private static final String RULES = """
            groups:
              - name: bridges
                rules:
                  - {alert: Watchdog, expr: vector(1), labels: {severity: none}}
                  - alert: BridgeDown
                    expr: up{job="bridges"} == 0
                    labels: {severity: critical}
                    annotations: {summary: '{{ $labels.host }} does not answer'}
            """;

    private static final String PROMETHEUS = """
            global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
            rule_files: [rules.yml]
            alerting:
              alertmanagers: [{static_configs: [{targets: ['127.0.0.1:ALERTMANAGER']}]}]
            scrape_configs:
              - job_name: bridges
                static_configs: [{targets: ['127.0.0.1:EXPORTER'], labels: {host: HOST}}]
            """;

    private static final String ALERTMANAGER = """
            route:
              receiver: farrier
              group_by: ['...']
              group_wait: 0s
              group_interval: 1s
              repeat_interval: 2s
            receivers:
              - name: farrier
                webhook_configs:
                  - url: 'http://127.0.0.1:RELAY/'
                    send_resolved: true
                    http_config: {authorization: {credentials: TOKEN}}
            """;

    private final Running alertmanager;
    private final Running prometheus;

    /** @param host the label of the one target */
    Monitoring(Tools tools, Path folder, String host, int exporterPort, int relayPort) throws IOException {
        Files.createDirectories(folder);
        int alertmanagerPort = LoopbackPorts.free(exporterPort);
        Files.writeString(folder.resolve("rules.yml"), RULES);
        Files.writeString(
                folder.resolve("prometheus.yml"),
                PROMETHEUS
                        .replace("ALERTMANAGER", Integer.toString(alertmanagerPort))
                        .replace("EXPORTER", Integer.toString(exporterPort))
                        .replace("HOST", host));
        Files.writeString(
                folder.resolve("alertmanager.yml"),
                ALERTMANAGER.replace("RELAY", Integer.toString(relayPort)).replace("TOKEN", Deployment.TOKEN));
        alertmanager = Running.start(
                folder.resolve("alertmanager.log"),
                List.of(
                        tools.alertmanager().toString(),
                        "--config.file=" + folder.resolve("alertmanager.yml"),
                        "--storage.path=" + folder.resolve("alertmanager"),
                        "--web.listen-address=127.0.0.1:" + alertmanagerPort,
                        // no gossip, so nothing but loopback is touched
                        "--cluster.listen-address="));
        prometheus = Running.start(
                folder.resolve("prometheus.log"),
                List.of(
                        tools.prometheus().toString(),
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + LoopbackPorts.free(exporterPort, alertmanagerPort),
                        // an alert that is not sent again ends after four times this
                        "--rules.alert.resend-delay=1s"));
    }

    void stopPrometheus() throws InterruptedException {
        prometheus.stop();
    }

    @Override
    public void close() {
        prometheus.close();
        alertmanager.close();
    }
}
