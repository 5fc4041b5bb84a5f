package dev.farrier.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release is upgraded: what Kubernetes lets nobody change stays, and so does what must not be made twice. */
class UpgradeTest {
    @TempDir
    private Path folder;

    @AfterEach
    void forgetTheCluster() {
        ApiServer.started().clear();
    }

    @Test
    void shouldChangeNothingOfAStatefulSetThatCantBeChanged() throws IOException {
        Chart chart = Chart.withHooks(folder);
        Map<String, String> before = fixed(chart.render("{}"));
        Path file = folder.resolve("Chart.yaml");
        Files.writeString(file, Files.readString(file).replaceFirst("(?m)^version: .*", "version: 9.9.9+x"));
        Files.writeString(file, Files.readString(file).replaceFirst("(?m)^appVersion: .*", "appVersion: 8.8.8"));

        Map<String, String> after = fixed(chart.render("""
                commonLabels: {team: platform}
                pod: {labels: {tier: one}, annotations: {a: b}, extraEnv: [{name: A, value: b}]}
                image: {tag: 9.9.9}
                core: {replicas: 3, threads: 4, resources: {limits: {memory: 4Gi}}}
                topics: {replicationFactor: 3}
                executors: {slots: 16, terminationGracePeriodSeconds: 60}
                """));

        assertThat(after).isEqualTo(before);
    }

    /** All of a StatefulSet's or a Deployment's spec that an upgrade may not change. */
    private static Map<String, String> fixed(Manifests manifests) {
        Map<String, String> fixed = new TreeMap<>();
        for (StatefulSet set : manifests.of(StatefulSet.class)) {
            var spec = set.getSpec();
            fixed.put(
                    set.getMetadata().getName(),
                    Manifests.yaml(List.of(
                            spec.getSelector(),
                            spec.getVolumeClaimTemplates(),
                            spec.getServiceName(),
                            spec.getPodManagementPolicy())));
        }
        for (Deployment deployment : manifests.of(Deployment.class)) {
            fixed.put(
                    deployment.getMetadata().getName(),
                    Manifests.yaml(deployment.getSpec().getSelector()));
        }
        return fixed;
    }

    @Test
    void shouldMakeAKeyPairThatBelongsTogether() throws Exception {
        Secret secret = Chart.asItIs().render("{}").get(Secret.class, "rel-farrier-signing");
        KeyFactory keys = KeyFactory.getInstance("Ed25519");
        byte[] message = {1, 2, 3};
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.generatePrivate(new PKCS8EncodedKeySpec(der(secret, "command-signing.key.pem"))));
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(keys.generatePublic(new X509EncodedKeySpec(der(secret, "command-signing.pub.pem"))));
        signature.update(message);

        assertThat(signature.verify(signed)).isTrue();
        assertThat(secret.getMetadata().getAnnotations()).contains(entry("helm.sh/resource-policy", "keep"));
    }

    private static byte[] der(Secret secret, String key) {
        String pem = new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.US_ASCII);
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }

    @Test
    void shouldKeepKeysAndTokensThatAreInTheCluster() {
        Chart chart = Chart.asItIs();
        Manifests first = chart.render("{}");
        List<String> secrets = List.of("rel-farrier-signing", "rel-farrier-token");
        assertThat(data(chart.render("{}"), secrets)).isNotEqualTo(data(first, secrets));
        first.of(Secret.class).forEach(ApiServer.started()::put);

        assertThat(data(chart.render("core: {replicas: 2}"), secrets)).isEqualTo(data(first, secrets));
    }

    private static List<Map<String, String>> data(Manifests manifests, List<String> secrets) {
        return secrets.stream()
                .map(name -> manifests.get(Secret.class, name).getData())
                .toList();
    }

    @Test
    void shouldStartPodsAnewWhenTheirConfigurationChangesAndOnlyThen() {
        Chart chart = Chart.asItIs();
        Map<String, String> before = checksums(chart.render("{}"));

        assertThat(checksums(chart.render("{}"))).isEqualTo(before);
        assertThat(checksums(chart.render("decider: {startWithin: 2m}")))
                .containsEntry("rel-farrier-executor-default", before.get("rel-farrier-executor-default"))
                .doesNotContainEntry("rel-farrier-core", before.get("rel-farrier-core"));
        assertThat(checksums(chart.render("executors: {slots: 5}")))
                .containsEntry("rel-farrier-core", before.get("rel-farrier-core"))
                .doesNotContainEntry("rel-farrier-executor-default", before.get("rel-farrier-executor-default"));
    }

    private static Map<String, String> checksums(Manifests manifests) {
        Map<String, String> checksums = new TreeMap<>();
        manifests
                .pods()
                .forEach(pod -> checksums.put(
                        pod.name(), String.valueOf(pod.annotations().get("checksum/config"))));
        return checksums;
    }

    @Test
    void shouldFindNamesForReleasesAndSitesThatAreLong() {
        Manifests manifests = Chart.withHooks(folder).named("r".repeat(53)).render("""
                sites: [{name: %s}, {name: %s}]
                """.formatted(
                        "s".repeat(39) + "-a", "s".repeat(38) + "-b"));

        assertThat(manifests.of(HasMetadata.class))
                .extracting(each -> each.getKind() + each.getMetadata().getName())
                .doesNotHaveDuplicates();
        assertThat(manifests.of(HasMetadata.class))
                .allSatisfy(each -> assertThat(each.getMetadata().getName()).hasSizeLessThanOrEqualTo(63));
    }
}
