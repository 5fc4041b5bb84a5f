package dev.farrier.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.app.config.Role;
import dev.farrier.app.config.Settings;
import dev.farrier.cli.FarrierCli;
import dev.farrier.helm.Manifests.PodTemplate;
import dev.farrier.policy.yaml.PolicyCompiler;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.ParseResult;

/** What the service itself says of the configuration, the arguments and the policies that the chart gives it. */
class ServiceConfigurationTest {
    static final String GIT_BY_TOKEN = """
            policies:
              git:
                url: https://git.example.org:8443/policies.git
                ref: main
                path: production
                auth: {secret: git, tokenKey: token, signersSecret: signers}
                webhook: {secret: webhook}
            """;
    static final String GIT_BY_SSH = """
            policies: {git: {url: 'git@git.example.org:policies.git', auth: {secret: git, sshKeyKey: identity}}}
            """;

    @TempDir
    private Path folder;

    static List<Path> valueSets() {
        return Chart.valueSets();
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void shouldBeAcceptedByTheService(Path values) throws IOException {
        Manifests manifests = Chart.withHooks(folder).render(values);
        for (PodTemplate pod : manifests.pods()) {
            for (Container container : pod.containers()) {
                if (container.getArgs().isEmpty() || !container.getCommand().isEmpty()) {
                    continue; // no command of Farrier's
                }
                ParseResult parsed =
                        FarrierCli.commandLine().parseArgs(container.getArgs().toArray(String[]::new));
                ParseResult command = parsed.subcommand();
                boolean serves = command.commandSpec().name().equals("serve");
                List<String> set = serves
                        ? List.of("roles="
                                + String.join(",", command.<List<String>>matchedOptionValue("--role", List.of())))
                        : List.of();
                List<String> warnings = new ArrayList<>();

                Settings settings = Settings.load(
                        configuration(manifests, pod, container), environment(container), set, warnings::add);

                assertThat(warnings).as(pod.name()).isEmpty();
                assertThat(settings.refusals()).as(pod.name()).isEmpty();
                if (serves) {
                    assertServes(pod, container, settings);
                }
            }
        }
    }

    private static void assertServes(PodTemplate pod, Container container, Settings settings) {
        assertThat(settings.roles()).extracting(Role::text).containsExactly(pod.component());
        assertThat(settings.http().port())
                .isEqualTo(container.getPorts().getFirst().getContainerPort());
        List<String> writable = container.getVolumeMounts().stream()
                .filter(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                .map(VolumeMount::getMountPath)
                .toList();
        assertThat(writable).contains(settings.dataDir().toString(), "/tmp");
        if (settings.has(Role.EXECUTOR)) {
            assertThat(settings.signing().privateKey()).isNull();
            assertThat(settings.signing().publicKeys()).isNotEmpty();
            assertThat(pod.labels()).containsKey("farrier.dev/site");
            assertThat(settings.executor().drain())
                    .isLessThan(java.time.Duration.ofSeconds(pod.spec().getTerminationGracePeriodSeconds()));
        } else if (settings.has(Role.CORE) || settings.has(Role.INGEST)) {
            assertThat(settings.streams().instanceId()).isEqualTo(pod.name() + "-0");
        }
    }

    /** The file that --config names, written from the ConfigMap that is mounted there. */
    private Path configuration(Manifests manifests, PodTemplate pod, Container container) throws IOException {
        Path named = Path.of(container.getArgs().get(container.getArgs().indexOf("--config") + 1));
        VolumeMount mount = container.getVolumeMounts().stream()
                .filter(each -> each.getMountPath().equals(named.getParent().toString()))
                .findFirst()
                .orElseThrow();
        Volume volume = pod.spec().getVolumes().stream()
                .filter(each -> each.getName().equals(mount.getName()))
                .findFirst()
                .orElseThrow();
        ConfigMap map = manifests.get(ConfigMap.class, volume.getConfigMap().getName());
        String file = named.getFileName().toString();
        String key = volume.getConfigMap().getItems().stream()
                .filter(item -> item.getPath().equals(file))
                .map(KeyToPath::getKey)
                .findFirst()
                .orElse(file);
        return Files.writeString(
                Files.createTempFile(folder, "farrier", ".yaml"), map.getData().get(key));
    }

    private static Map<String, String> environment(Container container) {
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : container.getEnv()) {
            environment.put(
                    variable.getName(), variable.getValue() == null ? podNameOf(container) : variable.getValue());
        }
        return environment;
    }

    /** The only field that is asked for: metadata.name. The service's role is that of the component. */
    private static String podNameOf(Container container) {
        return "rel-farrier-" + container.getArgs().getLast() + "-0";
    }

    /** A key that the service gets later is set by the chart, or left out on purpose. */
    @Test
    void shouldSetEveryKeyOfTheServiceOrLeaveItOutOnPurpose() throws IOException {
        Set<String> known = new TreeSet<>();
        Matcher rows = Pattern.compile("(?m)^\\| `([a-zA-Z.]+)` \\| `FARRIER_")
                .matcher(Files.readString(Path.of("../docs/configuration.md")));
        while (rows.find()) {
            known.add(rows.group(1));
        }
        Set<String> set = new TreeSet<>(Set.of(
                "roles", // an argument
                "streams.instanceId", // in the environment
                "streams.threads",
                "cluster.wait", // a pod may wait as long as any process
                "executor.name", // the pod's name is its host's
                "executor.killFile", // in the data directory, where it is by default
                "http.insecure")); // tested by itself
        for (Path values : Chart.valueSets()) {
            for (ConfigMap map : Chart.asItIs().render(values).of(ConfigMap.class)) {
                if (map.getMetadata().getName().matches("rel-farrier-(engine|executor-.*)")) {
                    set.addAll(keys(map));
                }
            }
        }
        String ping = "watchdog: {ping: {url: 'https://switch.example.org/x'}}";
        String cluster = "kafka: {clusterId: mXs8}";
        String silences = "maintenance: {alertmanager: {url: 'http://alertmanager:9093'}}";
        for (String values : List.of(GIT_BY_TOKEN, GIT_BY_SSH, "policies: {push: true}", ping, cluster, silences)) {
            set.addAll(keys(Chart.asItIs().render(values).get(ConfigMap.class, "rel-farrier-engine")));
        }

        assertThat(set).containsAll(known);
    }

    private static Set<String> keys(ConfigMap map) {
        Set<String> keys = new TreeSet<>();
        map.getData().values().forEach(file -> Manifests.yaml(file).fieldNames().forEachRemaining(keys::add));
        return keys;
    }

    @Test
    void shouldAddPoliciesForTheTestThatCompile() {
        Manifests manifests = Chart.asItIs().render(Chart.valueSet("two-sites"));
        TreeMap<String, String> files = new TreeMap<>();
        for (String name : List.of("rel-farrier-policies", "rel-farrier-test-policies")) {
            files.putAll(manifests.get(ConfigMap.class, name).getData());
        }

        var compiled = PolicyCompiler.compile(files, "test");

        assertThat(compiled.problems()).isEmpty();
        assertThat(compiled.bundle()).isNotNull();
    }

    @Test
    void shouldOpenTheApiOnlyWhenAsked() throws IOException {
        Manifests manifests = Chart.asItIs().render("http: {token: {create: false}, insecure: true}");
        PodTemplate api = manifests.pod("rel-farrier-api");
        Container container = api.spec().getContainers().getFirst();
        Settings settings = Settings.load(configuration(manifests, api, container), Map.of(), List.of("roles=api"));

        assertThat(settings.http().insecure()).isTrue();
        assertThat(settings.refusals()).isEmpty();
    }
}
