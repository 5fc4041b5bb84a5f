package dev.farrier.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.farrier.helm.Manifests.PodTemplate;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is there only where a value asks for it. */
class ConditionalPartsTest {
    @TempDir
    private Path folder;

    private Chart chart = Chart.asItIs();

    @BeforeEach
    void copyTheChart() {
        chart = Chart.withHooks(folder);
    }

    private static List<String> names(Manifests manifests, Class<? extends HasMetadata> type) {
        return manifests.of(type).stream()
                .map(each -> each.getMetadata().getName())
                .toList();
    }

    @Test
    void shouldBudgetDisruptionsOnlyWhereSeveralPodsAre() {
        assertThat(names(chart.render("{}"), PodDisruptionBudget.class)).isEmpty();
        Manifests several = chart.render("core: {replicas: 2}\nsites: [{name: a, replicas: 3}, {name: b}]");
        assertThat(names(several, PodDisruptionBudget.class))
                .containsExactlyInAnyOrder("rel-farrier-core", "rel-farrier-executor-a");
        assertThat(several.of(PodDisruptionBudget.class)).allSatisfy(budget -> {
            assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
            assertThat(budget.getSpec().getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
        });
        assertThat(names(
                        chart.render("core: {replicas: 2}\npodDisruptionBudget: {enabled: false}"),
                        PodDisruptionBudget.class))
                .isEmpty();
    }

    @Test
    void shouldLetProbesAndDnsThroughItsNetworkPolicies() {
        assertThat(chart.render("networkPolicy: {enabled: false}").of(NetworkPolicy.class))
                .isEmpty();
        Manifests open = chart.render("{}");
        assertThat(open.of(NetworkPolicy.class))
                .allSatisfy(
                        policy -> assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress"));

        Manifests closed = chart.render("""
                networkPolicy: {egress: {enabled: true}}
                kafka: {bootstrapServers: 'a:9092,b:9093,c:9092'}
                """);

        for (NetworkPolicy policy : closed.of(NetworkPolicy.class)) {
            String name = policy.getMetadata().getName();
            // probes come from the node, which is let in whatever a policy says; everybody else by the port
            if (name.endsWith("topics") || name.endsWith("test")) {
                assertThat(policy.getSpec().getIngress()).isEmpty();
            } else {
                assertThat(policy.getSpec().getIngress()).singleElement().satisfies(rule -> {
                    assertThat(rule.getPorts())
                            .singleElement()
                            .satisfies(port ->
                                    assertThat(port.getPort().getStrVal()).isEqualTo("http"));
                    assertThat(rule.getFrom()).isEmpty();
                });
            }
            if (name.contains("executor")) {
                assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress");
                continue;
            }
            assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
            assertThat(policy.getSpec().getEgress().getFirst().getTo()).isEmpty();
            assertThat(policy.getSpec().getEgress().getFirst().getPorts())
                    .extracting(port -> port.getProtocol() + port.getPort().getIntVal())
                    .containsExactly("UDP53", "TCP53", "UDP5353", "TCP5353");
            assertThat(policy.getSpec().getEgress().get(1).getPorts())
                    .extracting(port -> port.getPort().getIntVal())
                    .containsExactly(9092, 9093);
        }
        Manifests limited = chart.render(Chart.valueSet("two-sites"));
        assertThat(limited.get(NetworkPolicy.class, "rel-farrier-executor-eu-de-1")
                        .getSpec()
                        .getPolicyTypes())
                .contains("Egress");
        // the hook's is there before the hook
        assertThat(closed.get(NetworkPolicy.class, "rel-farrier-topics")
                        .getMetadata()
                        .getAnnotations())
                .contains(entry(Chart.HOOK, "pre-install,pre-upgrade"), entry("helm.sh/hook-weight", "-10"));
    }

    @Test
    void shouldMakeRolesOnlyForSitesThatHaveRules() {
        Manifests two = chart.render(Chart.valueSet("two-sites"));
        assertThat(names(two, Role.class)).containsExactly("rel-farrier-executor-eu-de-1");
        assertThat(names(two, ClusterRole.class)).containsExactly("ops-rel-farrier-executor-eu-de-1");
        assertThat(two.of(RoleBinding.class).getFirst().getSubjects())
                .singleElement()
                .satisfies(subject -> {
                    assertThat(subject.getName()).isEqualTo("rel-farrier-executor-eu-de-1");
                    assertThat(subject.getNamespace()).isEqualTo(Chart.NAMESPACE);
                });
        assertThat(two.of(ClusterRoleBinding.class).getFirst().getRoleRef().getName())
                .isEqualTo("ops-rel-farrier-executor-eu-de-1");

        Manifests none = chart.render(Chart.valueSet("no-rbac"));
        assertThat(none.of(Role.class)).isEmpty();
        assertThat(none.of(ClusterRole.class)).isEmpty();
        assertThat(none.of(ServiceAccount.class)).isEmpty();
        assertThat(none.pod("rel-farrier-executor-default").spec().getServiceAccountName())
                .isEqualTo("farrier-executor");
        assertThat(none.pod("rel-farrier-core").spec().getServiceAccountName()).isEqualTo("farrier");
    }

    @Test
    void shouldScrapeOnlyWhereAPrometheusOperatorIs() {
        assertThat(chart.render("{}").of(Monitoring.ServiceMonitor.class)).isEmpty();
        assertThat(chart.render("serviceMonitor: {enabled: true, interval: 30s, labels: {release: prom}}")
                        .of(Monitoring.ServiceMonitor.class))
                .singleElement()
                .satisfies(monitor -> {
                    assertThat(monitor.metadata().getLabels()).containsEntry("release", "prom");
                    assertThat(monitor.spec().endpoints().getFirst().interval()).isEqualTo("30s");
                });
    }

    @Test
    void shouldTakeWhateverRulesAndDashboardsAreInItsFiles() throws IOException {
        Files.createDirectories(folder.resolve("files/rules"));
        Files.createDirectories(folder.resolve("files/dashboards"));
        Files.writeString(folder.resolve("files/rules/made-up.yaml"), """
                groups:
                  - name: made-up
                    rules:
                      - {alert: MadeUp, expr: 'up == 0', for: 5m, labels: {severity: page}, annotations: {summary: '{{ $labels.job }} is {{ $value }}'}}
                """);
        Files.writeString(folder.resolve("files/dashboards/made_up.json"), "{\"title\": \"{{ not ours }}\"}\n");

        assertThat(chart.render("{}").of(Monitoring.PrometheusRule.class)).isEmpty();
        assertThat(names(chart.render("{}"), ConfigMap.class)).noneMatch(name -> name.contains("dashboard"));
        Manifests all = chart.render("prometheusRule: {enabled: true}\ngrafana: {dashboards: {enabled: true}}");
        Monitoring.Rule rule = all.of(Monitoring.PrometheusRule.class).getFirst().spec().groups().stream()
                .filter(group -> group.name().equals("made-up"))
                .findFirst()
                .orElseThrow()
                .rules()
                .getFirst();
        assertThat(rule.annotations()).containsEntry("summary", "{{ $labels.job }} is {{ $value }}");
        ConfigMap dashboard = all.get(ConfigMap.class, "rel-farrier-dashboard-made-up");
        assertThat(dashboard.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
        assertThat(dashboard.getData()).containsExactly(entry("made_up.json", "{\"title\": \"{{ not ours }}\"}\n"));
    }

    @Test
    void shouldMakeTopicsBeforeAnythingElseAndSayWhatFirst() {
        Manifests manifests = chart.render(Chart.valueSet("two-sites"));
        Job job = manifests.get(Job.class, "rel-farrier-topics");
        var spec = job.getSpec().getTemplate().getSpec();
        List<String> sites = List.of("--site", "us-west-1", "--site", "eu-de-1", "--site", "eu_DE.2");

        assertThat(job.getMetadata().getAnnotations())
                .contains(entry(Chart.HOOK, "pre-install,pre-upgrade"), entry("helm.sh/hook-weight", "-5"))
                .containsEntry("helm.sh/hook-delete-policy", "before-hook-creation");
        assertThat(spec.getInitContainers())
                .singleElement()
                .satisfies(plan -> assertThat(plan.getArgs())
                        .startsWith("topics", "create", "--dry-run")
                        .containsSubsequence(sites));
        assertThat(spec.getContainers())
                .singleElement()
                .satisfies(create ->
                        assertThat(create.getArgs()).doesNotContain("--dry-run").containsSubsequence(sites));
        assertThat(spec.getRestartPolicy()).isEqualTo("Never");
        // hidden from nobody: what it said stays
        assertThat(job.getSpec().getTtlSecondsAfterFinished()).isNull();
        assertThat(chart.render("topics: {job: {enabled: false}}").of(Job.class))
                .isEmpty();
    }

    @Test
    void shouldGiveKafkasSecretsToAllThatTalkToIt() {
        for (PodTemplate pod : chart.render(Chart.valueSet("tls-sasl")).pods()) {
            assertThat(pod.spec().getVolumes())
                    .as(pod.name())
                    .extracting(Volume::getName)
                    .contains("kafka-ca", "kafka-client", "kafka-sasl");
        }
        for (PodTemplate pod : chart.render("{}").pods()) {
            assertThat(pod.spec().getVolumes()).extracting(Volume::getName).noneMatch(name -> name.startsWith("kafka"));
        }
    }

    @Test
    void shouldGiveAnExecutorTimeToDrain() {
        Manifests manifests = chart.render("sites: [{name: a}, {name: b, terminationGracePeriodSeconds: 7200}]");

        assertThat(manifests.pod("rel-farrier-executor-a").spec().getTerminationGracePeriodSeconds())
                .isEqualTo(3600);
        assertThat(manifests
                        .get(ConfigMap.class, "rel-farrier-executor-a")
                        .getData()
                        .get("farrier.yaml"))
                .contains("executor.drain: 3580s");
        assertThat(manifests.pod("rel-farrier-executor-b").spec().getTerminationGracePeriodSeconds())
                .isEqualTo(7200);
        assertThat(manifests
                        .get(ConfigMap.class, "rel-farrier-executor-b")
                        .getData()
                        .get("farrier.yaml"))
                .contains("executor.drain: 7180s");
    }

    @Test
    void shouldLetAnExtraVariableOverruleTheChartsAndThatOfAComponentAllOthers() {
        Manifests manifests = chart.render("""
                pod: {extraEnv: [{name: FARRIER_LOG_LEVEL, value: DEBUG}, {name: A, value: all}]}
                core: {pod: {extraEnv: [{name: A, value: core}, {name: B, value: $(A)}], javaOptions: -Xmx1g}}
                """);

        assertThat(env(manifests, "rel-farrier-core"))
                .contains("FARRIER_LOG_LEVEL=DEBUG", "A=core", "B=$(A)", "FARRIER_JAVA_OPTS=-Xmx1g");
        assertThat(env(manifests, "rel-farrier-api")).contains("FARRIER_LOG_LEVEL=DEBUG", "A=all");
        assertThat(env(manifests, "rel-farrier-topics")).contains("A=all");
    }

    private static List<String> env(Manifests manifests, String pod) {
        Container container = manifests.pod(pod).spec().getContainers().getFirst();
        return container.getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .map((EnvVar variable) -> variable.getName() + "=" + variable.getValue())
                .toList();
    }

    @Test
    void shouldTakeAnotherImageForExecutorsDuringAnUpgrade() {
        Manifests manifests = chart.render("""
                image: {repository: registry.example.org/farrier, tag: 2.0.0, digest: 'sha256:%s', pullSecrets: [{name: registry}]}
                executors: {image: {tag: 1.0.0}}
                """.formatted("ab".repeat(32)));

        assertThat(image(manifests, "rel-farrier-core"))
                .isEqualTo("registry.example.org/farrier@sha256:" + "ab".repeat(32));
        assertThat(image(manifests, "rel-farrier-executor-default")).isEqualTo("registry.example.org/farrier:1.0.0");
        assertThat(manifests.pods())
                .allSatisfy(pod -> assertThat(
                                pod.spec().getImagePullSecrets().getFirst().getName())
                        .isEqualTo("registry"));
        assertThat(image(chart.render("{}"), "rel-farrier-core")).startsWith("farrier:");
    }

    private static String image(Manifests manifests, String pod) {
        return manifests.pod(pod).spec().getContainers().getFirst().getImage();
    }

    @Test
    void shouldKeepStateOnClaimsUnlessToldOtherwise() {
        Manifests manifests = chart.render(
                "core: {persistence: {enabled: false}}\ningest: {persistence: {storageClass: fast, size: 1Gi}}");

        assertThat(manifests
                        .get(StatefulSet.class, "rel-farrier-core")
                        .getSpec()
                        .getVolumeClaimTemplates())
                .isEmpty();
        assertThat(manifests
                        .get(StatefulSet.class, "rel-farrier-ingest")
                        .getSpec()
                        .getVolumeClaimTemplates())
                .singleElement()
                .satisfies(claim -> {
                    assertThat(claim.getSpec().getStorageClassName()).isEqualTo("fast");
                    assertThat(claim.getSpec()
                                    .getResources()
                                    .getRequests()
                                    .get("storage")
                                    .toString())
                            .isEqualTo("1Gi");
                });
        assertThat(manifests
                        .get(StatefulSet.class, "rel-farrier-executor-default")
                        .getSpec()
                        .getVolumeClaimTemplates())
                .singleElement()
                .satisfies(claim ->
                        assertThat(claim.getSpec().getStorageClassName()).isNull());
    }

    @Test
    void shouldMountPoliciesOnlyWhereTheyArePublished() {
        for (PodTemplate pod : chart.render("policies: {configMap: mine}").pods()) {
            List<String> maps = pod.spec().getVolumes().stream()
                    .filter(volume -> volume.getName().equals("policies"))
                    .flatMap(volume -> volume.getProjected().getSources().stream())
                    .map(source -> Objects.requireNonNull(source.getConfigMap()).getName())
                    .toList();
            if (pod.component().equals("policies")) {
                assertThat(maps).containsExactly("mine", "rel-farrier-test-policies");
            } else {
                assertThat(maps).isEmpty();
            }
        }
        assertThat(names(chart.render("policies: {configMap: mine}\ntest: {enabled: false}"), ConfigMap.class))
                .doesNotContain("rel-farrier-test-policies", "rel-farrier-test");
    }

    @Test
    void shouldReadPoliciesFromGitWithWhatTheSecretHas() {
        Manifests byToken =
                chart.render(ServiceConfigurationTest.GIT_BY_TOKEN, "networkPolicy: {egress: {enabled: true}}");
        Manifests bySsh = chart.render(ServiceConfigurationTest.GIT_BY_SSH, "networkPolicy: {egress: {enabled: true}}");

        assertThat(gitKeys(byToken, "policies")).containsExactly("token=token", "allowed_signers=signers");
        assertThat(gitKeys(bySsh, "policies")).containsExactly("identity=ssh-key", "known_hosts=known-hosts");
        assertThat(gitKeys(bySsh, "core")).isEmpty();
        assertThat(gitPort(byToken)).isEqualTo(8443);
        assertThat(gitPort(bySsh)).isEqualTo(22);
        assertThat(byToken.pod("rel-farrier-policies").spec().getVolumes())
                .extracting(Volume::getName)
                .doesNotContain("policies");
        assertThat(names(byToken, ConfigMap.class)).doesNotContain("rel-farrier-test-policies");
    }

    private static List<String> gitKeys(Manifests manifests, String component) {
        return manifests.pod("rel-farrier-" + component).spec().getVolumes().stream()
                .filter(volume -> volume.getName().equals("git"))
                .flatMap(volume -> volume.getProjected().getSources().stream())
                .flatMap(source -> source.getSecret().getItems().stream())
                .map(item -> item.getKey() + "=" + item.getPath())
                .toList();
    }

    private static int gitPort(Manifests manifests) {
        return manifests
                .get(NetworkPolicy.class, "rel-farrier-policies")
                .getSpec()
                .getEgress()
                .get(2)
                .getPorts()
                .getFirst()
                .getPort()
                .getIntVal();
    }

    @Test
    void shouldGiveCoreTheAddressOfADeadMansSwitchAndLetItOut() {
        Manifests none = chart.render("networkPolicy: {egress: {enabled: true}}");
        Manifests written = chart.render("""
                networkPolicy: {egress: {enabled: true}}
                watchdog: {every: 30s, ping: {url: 'http://switch.example.org:8000/x', method: POST}}""");
        Manifests secret = chart.render("""
                networkPolicy: {egress: {enabled: true}}
                watchdog: {ping: {secret: switch, key: address}}""");

        assertThat(configuration(none)).contains("watchdog.enabled: true").doesNotContain("watchdog.ping");
        assertThat(configuration(written))
                .contains(
                        "watchdog.every: 30s",
                        "watchdog.ping.url: http://switch.example.org:8000/x",
                        "watchdog.ping.method: POST");
        assertThat(configuration(secret)).contains("watchdog.ping.url: file:/etc/farrier/http/watchdog-ping-url");
        assertThat(secret.pod("rel-farrier-core").spec().getVolumes().stream()
                        .filter(volume -> volume.getName().equals("http"))
                        .flatMap(volume -> volume.getProjected().getSources().stream())
                        .filter(source -> source.getSecret().getName().equals("switch"))
                        .flatMap(source -> source.getSecret().getItems().stream())
                        .map(item -> item.getKey() + "=" + item.getPath()))
                .containsExactly("address=watchdog-ping-url");
        assertThat(egressPorts(none, "core")).doesNotContain(443, 8000);
        assertThat(egressPorts(written, "core")).contains(8000).doesNotContain(443);
        assertThat(egressPorts(secret, "core")).contains(443);
        assertThat(egressPorts(secret, "ingest")).doesNotContain(443);
    }

    private static String configuration(Manifests manifests) {
        return manifests.get(ConfigMap.class, "rel-farrier-engine").getData().get("core.yaml");
    }

    private static List<Integer> egressPorts(Manifests manifests, String component) {
        return manifests.get(NetworkPolicy.class, "rel-farrier-" + component).getSpec().getEgress().stream()
                .flatMap(rule -> rule.getPorts().stream())
                .map(port -> port.getPort().getIntVal())
                .toList();
    }

    @Test
    void shouldInstallExecutorsAlone() {
        Manifests manifests = chart.render("""
                engine: {enabled: false}
                signing: {secret: {create: false, name: farrier-signing}}
                sites: [{name: edge-7}]
                """);

        assertThat(manifests.pods())
                .extracting(PodTemplate::name)
                .containsExactlyInAnyOrder("rel-farrier-executor-edge-7", "rel-farrier-topics");
        assertThat(manifests.of(Service.class)).hasSize(1);
    }

    @Test
    void shouldListenInAClusterWithoutIpv4() {
        assertThat(chart.render("http: {host: '::'}")
                        .get(ConfigMap.class, "rel-farrier-engine")
                        .getData()
                        .get("api.yaml"))
                .contains("http.host: '::'");
    }
}
