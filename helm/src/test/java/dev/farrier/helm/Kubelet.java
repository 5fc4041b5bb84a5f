package dev.farrier.helm;

import dev.farrier.helm.Manifests.PodTemplate;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs pods as a node does, as far as that goes without containers. A volume is a folder, with the files and the modes that its
 * manifest gives them; where a path of a mount is written, the folder's is read instead. Each pod has an address of its own, and the
 * image is a class path.
 */
final class Kubelet implements AutoCloseable {
    private final Manifests manifests;
    private final Map<String, Map<String, String>> secrets;
    private final Path root;
    private final Path image;
    private final List<RunningPod> running = new ArrayList<>();

    /** A pod whose container was started. */
    record RunningPod(PodTemplate pod, String address, Process process, Path log) {
        Container container() {
            return pod.spec().getContainers().getFirst();
        }

        boolean passes(HTTPGetAction probe) throws IOException {
            return status(probe.getPath()) == 200;
        }

        int status(String path) throws IOException {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://" + address + ":" + port() + path)
                    .toURL()
                    .openConnection();
            connection.setConnectTimeout(5_000);
            connection.setReadTimeout(5_000);
            return connection.getResponseCode();
        }

        int port() {
            return container().getPorts().getFirst().getContainerPort();
        }
    }

    /** @param secrets those that the release does not make: name → key → content */
    Kubelet(Manifests manifests, Map<String, Map<String, String>> secrets, Path root) throws IOException {
        this.manifests = manifests;
        this.secrets = new HashMap<>(secrets);
        this.root = root;
        this.image = root.resolve("image-farrier");
        for (Secret secret : manifests.of(Secret.class)) {
            Map<String, String> data = new TreeMap<>();
            secret.getData()
                    .forEach((key, value) ->
                            data.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
            this.secrets.put(secret.getMetadata().getName(), data);
        }
        Files.createDirectories(root);
        Files.writeString(image, """
                #!/bin/sh
                exec %s --enable-native-access=ALL-UNNAMED $FARRIER_JAVA_OPTS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx400m \\
                    -cp %s dev.farrier.cli.Main "$@"
                """.formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path")));
        chmod(image, 0755);
    }

    /** Its init containers run to their end; its container is started. */
    RunningPod start(String name) throws IOException, InterruptedException {
        PodTemplate pod = manifests.pod(name);
        for (Container container : pod.spec().getInitContainers()) {
            int exit = launch(pod, container).process().waitFor();
            if (exit != 0) {
                throw new AssertionError(name + ": " + container.getName() + " ended with " + exit + "\n"
                        + log(name, container.getName()));
            }
        }
        RunningPod started = launch(pod, pod.spec().getContainers().getFirst());
        running.add(started);
        return started;
    }

    /** Runs one container to its end; returns its exit code. */
    int run(String name, String container) throws IOException, InterruptedException {
        PodTemplate pod = manifests.pod(name);
        Container found = pod.containers().stream()
                .filter(each -> each.getName().equals(container))
                .findFirst()
                .orElseThrow();
        return launch(pod, found).process().waitFor();
    }

    /** Runs a job's containers one after the other, again as often as it says; returns the last exit code. */
    int runJob(String name) throws IOException, InterruptedException {
        PodTemplate pod = manifests.pod(name);
        int exit = -1;
        for (int i = 0;
                exit != 0 && i <= manifests.get(Job.class, name).getSpec().getBackoffLimit();
                i++) {
            exit = 0;
            for (Container container : pod.containers()) {
                exit = exit == 0 ? launch(pod, container).process().waitFor() : exit;
            }
        }
        return exit;
    }

    String log(String pod, String container) throws IOException {
        return Files.readString(root.resolve(pod + "." + container + ".log"));
    }

    private RunningPod launch(PodTemplate pod, Container container) throws IOException {
        Map<String, Path> mounts = new TreeMap<>(Comparator.reverseOrder()); // the longer of two that begin alike first
        for (VolumeMount mount : container.getVolumeMounts()) {
            mounts.put(mount.getMountPath(), root.resolve(pod.name()).resolve(mount.getName()));
        }
        for (Volume volume : pod.spec().getVolumes()) {
            fill(root.resolve(pod.name()).resolve(volume.getName()), volume, mounts);
        }
        for (Path folder : mounts.values()) {
            Files.createDirectories(folder); // a claim
        }
        List<String> command = new ArrayList<>();
        if (container.getCommand().isEmpty()) {
            command.add(image.toString());
        }
        container.getCommand().forEach(part -> command.add(here(part, mounts)));
        container.getArgs().forEach(part -> command.add(here(part, mounts)));
        Path log = root.resolve(pod.name() + "." + container.getName() + ".log");
        ProcessBuilder process = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        String address = "127.0.1." + (1 + manifests.pods().indexOf(pod));
        process.environment().clear();
        process.environment().putAll(environment(pod, container, mounts));
        process.environment().put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        // all ports of the machine would be taken by the first pod
        process.environment().put("FARRIER_HTTP_HOST", address);
        return new RunningPod(pod, address, process.start(), log);
    }

    private Map<String, String> environment(PodTemplate pod, Container container, Map<String, Path> mounts) {
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : container.getEnv()) {
            boolean name = variable.getValueFrom() != null
                    && variable.getValueFrom().getFieldRef().getFieldPath().equals("metadata.name");
            environment.put(
                    variable.getName(), name ? pod.name() + "-0" : here(String.valueOf(variable.getValue()), mounts));
        }
        return environment;
    }

    /** With the folders of the mounts instead of their paths. */
    private String here(String text, Map<String, Path> mounts) {
        String paths = mounts.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"));
        return Pattern.compile("(?<![\\w/.-])(?:/opt/farrier/bin/farrier|" + paths + ")(?![\\w-])")
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        mounts.getOrDefault(found.group(), image).toString()));
    }

    private void fill(Path folder, Volume volume, Map<String, Path> mounts) throws IOException {
        Files.createDirectories(folder);
        if (volume.getConfigMap() != null) {
            configMap(
                    folder,
                    volume.getConfigMap().getName(),
                    volume.getConfigMap().getItems(),
                    volume.getConfigMap().getDefaultMode(),
                    mounts);
        }
        if (volume.getSecret() != null) {
            secret(
                    folder,
                    volume.getSecret().getSecretName(),
                    volume.getSecret().getItems(),
                    volume.getSecret().getDefaultMode());
        }
        if (volume.getProjected() != null) {
            Integer mode = volume.getProjected().getDefaultMode();
            for (var source : volume.getProjected().getSources()) {
                if (source.getSecret() != null) {
                    secret(
                            folder,
                            source.getSecret().getName(),
                            source.getSecret().getItems(),
                            mode);
                }
                if (source.getConfigMap() != null) {
                    configMap(
                            folder,
                            source.getConfigMap().getName(),
                            source.getConfigMap().getItems(),
                            mode,
                            null);
                }
            }
        }
    }

    /**
     * @param items what is mounted of it; empty: all
     * @param mounts null: the files are the user's, and paths in them are his
     */
    private void configMap(
            Path folder, String name, List<KeyToPath> items, @Nullable Integer mode, @Nullable Map<String, Path> mounts)
            throws IOException {
        Map<String, String> data = manifests.get(ConfigMap.class, name).getData();
        Map<String, String> paths = new TreeMap<>();
        items.forEach(item -> paths.put(item.getKey(), item.getPath()));
        for (String key : items.isEmpty() ? data.keySet() : paths.keySet()) {
            String content = String.valueOf(data.get(key));
            write(folder.resolve(paths.getOrDefault(key, key)), mounts == null ? content : here(content, mounts), mode);
        }
    }

    private void secret(Path folder, String name, List<KeyToPath> items, @Nullable Integer mode) throws IOException {
        Map<String, String> data = secrets.get(name);
        if (data == null) {
            throw new AssertionError("there is no Secret " + name);
        }
        for (KeyToPath item : items) {
            write(folder.resolve(item.getPath()), String.valueOf(data.get(item.getKey())), mode);
        }
    }

    private static void write(Path file, String content, @Nullable Integer mode) throws IOException {
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.writeString(file, content);
        chmod(file, mode == null ? 0644 : mode);
    }

    private static void chmod(Path file, int mode) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values(); // owner, group, others; read, write, execute
        for (int i = 0; i < all.length; i++) {
            if ((mode & (0400 >> i)) != 0) {
                permissions.add(all[i]);
            }
        }
        Files.setPosixFilePermissions(file, permissions);
    }

    @Override
    public void close() {
        running.forEach(pod -> pod.process().destroyForcibly());
    }
}
