package dev.farrier.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.marcnuri.helm.LintResult;
import dev.farrier.helm.Manifests.PodTemplate;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of the objects of every value set. */
class ChartTest {
    /** What the value sets say is there already. */
    private static final Set<String> THERE = Set.of(
            "Secret/farrier-signing",
            "Secret/farrier-tokens",
            "Secret/prod-cluster-ca-cert",
            "Secret/farrier-client",
            "Secret/farrier-kafka-user",
            "ConfigMap/remediation-policies",
            "ConfigMap/runbooks",
            "ServiceAccount/default",
            "ServiceAccount/farrier",
            "ServiceAccount/farrier-executor");

    @TempDir
    private Path folder;

    static List<Path> valueSets() {
        return Chart.valueSets();
    }

    private Manifests render(Path values) {
        return Chart.withHooks(folder).render(values);
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void shouldPassHelmsLint(Path values) throws IOException {
        LintResult lint = Chart.withHooks(folder).lint(values);

        assertThat(lint.getMessages()).noneMatch(line -> line.contains("[ERROR]") || line.contains("[WARNING]"));
        assertThat(lint.isFailed()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void shouldRenderObjectsThatKubernetesKnowsWholly(Path values) {
        assertThat(render(values).all()).hasSizeGreaterThan(10);
        // as it is, too: hooks are left out
        assertThat(Chart.asItIs().render(values).all()).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void shouldNameAndLabelWhatBelongsTogether(Path values) {
        Manifests manifests = render(values);
        Set<String> names = new HashSet<>();
        for (HasMetadata each : manifests.of(HasMetadata.class)) {
            String name = each.getKind() + "/" + each.getMetadata().getName();
            assertThat(names.add(name)).as(name + " once").isTrue();
            assertThat(each.getMetadata().getName())
                    .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?")
                    .hasSizeLessThanOrEqualTo(63);
            assertThat(each.getMetadata().getLabels())
                    .as(name)
                    .contains(
                            entry("app.kubernetes.io/name", "farrier"),
                            entry("app.kubernetes.io/instance", Chart.RELEASE),
                            entry("app.kubernetes.io/managed-by", "Helm"))
                    .containsKeys("helm.sh/chart", "app.kubernetes.io/version", "app.kubernetes.io/component")
                    .allSatisfy((key, value) ->
                            assertThat(value).matches("([A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?)?"));
        }
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void shouldSelectOneKindOfPodEach(Path values) {
        Manifests manifests = render(values);
        for (StatefulSet set : manifests.of(StatefulSet.class)) {
            // a label of the pod has the name and a hash of 10
            assertThat(set.getMetadata().getName()).hasSizeLessThanOrEqualTo(52);
            assertThat(selected(manifests, set.getSpec().getSelector().getMatchLabels()))
                    .containsExactly(set.getMetadata().getName());
            assertThat(manifests
                            .get(Service.class, set.getSpec().getServiceName())
                            .getSpec()
                            .getSelector())
                    .isEqualTo(set.getSpec().getSelector().getMatchLabels());
        }
        for (Deployment deployment : manifests.of(Deployment.class)) {
            assertThat(selected(manifests, deployment.getSpec().getSelector().getMatchLabels()))
                    .containsExactly(deployment.getMetadata().getName());
        }
        for (Service service : manifests.of(Service.class)) {
            List<String> pods = selected(manifests, service.getSpec().getSelector());
            assertThat(pods).hasSize(1);
            service.getSpec()
                    .getPorts()
                    .forEach(port -> assertThat(ports(manifests.pod(pods.getFirst())))
                            .contains(port.getTargetPort().getStrVal()));
        }
        manifests
                .of(NetworkPolicy.class)
                .forEach(policy -> assertThat(selected(
                                manifests, policy.getSpec().getPodSelector().getMatchLabels()))
                        .hasSize(1));
        manifests
                .of(PodDisruptionBudget.class)
                .forEach(budget -> assertThat(selected(
                                manifests, budget.getSpec().getSelector().getMatchLabels()))
                        .hasSize(1));
        manifests.of(Monitoring.ServiceMonitor.class).forEach(monitor -> {
            List<Service> scraped = manifests.of(Service.class).stream()
                    .filter(service -> service.getMetadata()
                            .getLabels()
                            .entrySet()
                            .containsAll(
                                    monitor.spec().selector().getMatchLabels().entrySet()))
                    .toList();
            // each pod once
            assertThat(scraped.stream()
                            .flatMap(service ->
                                    selected(manifests, service.getSpec().getSelector()).stream()))
                    .containsExactlyInAnyOrderElementsOf(manifests.pods().stream()
                            .filter(pod -> pod.kind().equals("StatefulSet")
                                    || pod.kind().equals("Deployment"))
                            .map(PodTemplate::name)
                            .toList());
        });
    }

    private static List<String> selected(Manifests manifests, Map<String, String> selector) {
        return manifests.pods().stream()
                .filter(pod -> pod.labels().entrySet().containsAll(selector.entrySet()))
                .map(PodTemplate::name)
                .toList();
    }

    private static List<String> ports(PodTemplate pod) {
        return pod.containers().stream()
                .flatMap(container -> container.getPorts().stream())
                .map(ContainerPort::getName)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void shouldMeetTheRestrictedPodSecurityStandard(Path values) {
        for (PodTemplate pod : render(values).pods()) {
            var security = pod.spec().getSecurityContext();
            assertThat(security.getRunAsNonRoot()).isTrue();
            assertThat(security.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(security.getRunAsUser()).isIn(10001L, null);
            assertThat(pod.spec().getHostNetwork()).isNull();
            assertThat(pod.spec().getVolumes())
                    .allSatisfy(volume -> assertThat(volume.getHostPath()).isNull());
            for (Container container : pod.containers()) {
                var own = container.getSecurityContext();
                assertThat(own.getAllowPrivilegeEscalation()).isFalse();
                assertThat(own.getReadOnlyRootFilesystem()).isTrue();
                assertThat(own.getCapabilities().getDrop()).containsExactly("ALL");
                assertThat(own.getCapabilities().getAdd()).isEmpty();
                assertThat(own.getPrivileged()).isNull();
                assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
                assertThat(container.getResources().getLimits()).containsKey("memory");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void shouldReferOnlyToWhatIsThere(Path values) {
        Manifests manifests = render(values);
        for (PodTemplate pod : manifests.pods()) {
            List<String> volumes = new ArrayList<>(
                    pod.spec().getVolumes().stream().map(Volume::getName).toList());
            StatefulSet set = manifests.find(StatefulSet.class, pod.name());
            if (set != null) {
                set.getSpec()
                        .getVolumeClaimTemplates()
                        .forEach(claim -> volumes.add(claim.getMetadata().getName()));
            }
            assertThat(volumes).as(pod.name()).doesNotHaveDuplicates();
            List<String> mounted = pod.containers().stream()
                    .flatMap(container -> container.getVolumeMounts().stream())
                    .map(VolumeMount::getName)
                    .distinct()
                    .toList();
            assertThat(volumes)
                    .as(pod.name() + " mounts all volumes, and no others")
                    .hasSameElementsAs(mounted);
            pod.spec().getVolumes().forEach(volume -> requireSource(manifests, pod, volume));
            assertThere(manifests, ServiceAccount.class, pod, pod.spec().getServiceAccountName());
            for (Container container : pod.containers()) {
                // a server-side apply refuses two of one name
                assertThat(container.getEnv().stream().map(EnvVar::getName)).doesNotHaveDuplicates();
                assertThat(container.getVolumeMounts().stream().map(VolumeMount::getMountPath))
                        .doesNotHaveDuplicates();
                Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                        .filter(probe -> probe != null)
                        .map(Probe::getHttpGet)
                        .forEach(get -> assertThat(container.getPorts().stream().map(ContainerPort::getName))
                                .contains(get.getPort().getStrVal()));
            }
        }
    }

    private static void requireSource(Manifests manifests, PodTemplate pod, Volume volume) {
        if (volume.getConfigMap() != null) {
            assertThere(manifests, ConfigMap.class, pod, volume.getConfigMap().getName());
        }
        if (volume.getSecret() != null) {
            requireKeys(
                    manifests,
                    pod,
                    volume.getSecret().getSecretName(),
                    volume.getSecret().getItems());
        }
        if (volume.getProjected() != null) {
            assertThat(volume.getProjected().getSources()).isNotEmpty();
            for (VolumeProjection source : volume.getProjected().getSources()) {
                if (source.getSecret() != null) {
                    requireKeys(
                            manifests,
                            pod,
                            source.getSecret().getName(),
                            source.getSecret().getItems());
                }
                if (source.getConfigMap() != null) {
                    assertThere(
                            manifests,
                            ConfigMap.class,
                            pod,
                            source.getConfigMap().getName());
                }
            }
        }
    }

    private static void requireKeys(Manifests manifests, PodTemplate pod, String name, List<KeyToPath> items) {
        assertThere(manifests, Secret.class, pod, name);
        Secret secret = manifests.find(Secret.class, name);
        if (secret != null) {
            assertThat(secret.getData())
                    .containsKeys(items.stream().map(KeyToPath::getKey).toArray(String[]::new));
        }
    }

    /** What a hook refers to must be a hook, or be there before the release: nothing else of it is. */
    private static void assertThere(
            Manifests manifests, Class<? extends HasMetadata> type, PodTemplate pod, String name) {
        if (THERE.contains(type.getSimpleName() + "/" + name)) {
            return;
        }
        HasMetadata found = manifests.get(type, name);
        if (pod.component().equals("topics")) {
            assertThat(found.getMetadata().getAnnotations()).containsKey(Chart.HOOK);
        }
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void shouldGiveATokenToNobodyWhoNeedsNone(Path values) {
        Manifests manifests = render(values);
        for (PodTemplate pod : manifests.pods()) {
            boolean expected =
                    (values.toString().contains("no-rbac") && pod.component().equals("executor"))
                            || pod.name().equals("rel-farrier-executor-eu-de-1");
            assertThat(pod.spec().getAutomountServiceAccountToken())
                    .as(pod.name())
                    .isEqualTo(expected);
            assertThat(pod.spec().getEnableServiceLinks()).isFalse();
        }
        manifests
                .of(ServiceAccount.class)
                .forEach(account ->
                        assertThat(account.getAutomountServiceAccountToken()).isFalse());
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void shouldKeepThePrivateKeyFromAllButCore(Path values) {
        for (PodTemplate pod : render(values).pods()) {
            List<String> keys = new ArrayList<>();
            for (Volume volume : pod.spec().getVolumes()) {
                if (volume.getSecret() != null) {
                    volume.getSecret().getItems().forEach(item -> keys.add(item.getPath()));
                }
                if (volume.getProjected() != null) {
                    volume.getProjected().getSources().stream()
                            .filter(source -> source.getSecret() != null)
                            .forEach(source -> source.getSecret().getItems().forEach(item -> keys.add(item.getPath())));
                }
            }
            assertThat(keys.contains("command-signing.key.pem"))
                    .as(pod.name() + " has " + keys)
                    .isEqualTo(pod.component().equals("core"));
        }
    }
}
