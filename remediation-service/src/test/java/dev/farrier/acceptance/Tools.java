package dev.farrier.acceptance;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Where the programs of the test are. */
record Tools(Path prometheus, Path alertmanager, Path exporter, Path rsyslogd, Path logger) {
    /** Debian keeps daemons where the PATH of an ordinary user does not lead. */
    private static final List<String> ALSO = List.of("/usr/sbin", "/usr/bin", "/usr/local/bin");

    /** Skips the test where one is missing, with what to install; under {@code CI=true} that is a failure. */
    static Tools require() throws IOException {
        TreeSet<String> missing = new TreeSet<>();
        Tools tools = new Tools(
                find("prometheus", "prometheus", missing),
                find("prometheus-alertmanager", "prometheus-alertmanager", missing),
                find("prometheus-node-exporter", "prometheus-node-exporter", missing),
                find("rsyslogd", "rsyslog", missing),
                find("logger", "bsdutils", missing));
        if (!hasKafkaModule()) {
            missing.add("rsyslog-kafka");
        }
        check(missing, System.getenv("CI"));
        return tools;
    }

    /** The tool that comes with Prometheus, as {@link #require}. */
    static Path requirePromtool() {
        TreeSet<String> missing = new TreeSet<>();
        Path promtool = find("promtool", "prometheus", missing);
        check(missing, System.getenv("CI"));
        return promtool;
    }

    /** The server alone, as {@link #require}. */
    static Path requirePrometheus() {
        TreeSet<String> missing = new TreeSet<>();
        Path prometheus = find("prometheus", "prometheus", missing);
        check(missing, System.getenv("CI"));
        return prometheus;
    }

    /** The daemon alone, as {@link #require}. */
    static Path requireRsyslogd() {
        TreeSet<String> missing = new TreeSet<>();
        Path rsyslogd = find("rsyslogd", "rsyslog", missing);
        check(missing, System.getenv("CI"));
        return rsyslogd;
    }

    /** The daemon, as {@link #require}. */
    static Path requireCollectd() throws IOException {
        TreeSet<String> missing = new TreeSet<>();
        Path collectd = find("collectd", "collectd-core", missing);
        if (!hasLibrary("libyajl.so.2")) {
            missing.add("libyajl2");
        }
        if (!hasLibrary("librdkafka.so.1")) {
            missing.add("librdkafka1");
        }
        check(missing, System.getenv("CI"));
        return collectd;
    }

    /**
     * @param missing Debian's packages
     * @param ci the environment variable CI; null: it is not set
     */
    static void check(Set<String> missing, @Nullable String ci) {
        if (missing.isEmpty()) {
            return;
        }
        String hint = "real parts are missing: apt-get install " + String.join(" ", missing);
        if ("true".equals(ci)) {
            fail(hint);
        }
        Assumptions.abort(hint);
    }

    private static Path find(String program, String debianPackage, TreeSet<String> missing) {
        List<String> folders =
                new ArrayList<>(List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)));
        folders.addAll(ALSO);
        for (String folder : folders) {
            Path file = Path.of(folder, program);
            if (Files.isExecutable(file) && Files.isRegularFile(file)) {
                return file;
            }
        }
        missing.add(debianPackage);
        return Path.of(program);
    }

    private static boolean hasKafkaModule() throws IOException {
        return hasLibrary("rsyslog/omkafka.so");
    }

    /** @param file below a folder of libraries, of whatever architecture */
    private static boolean hasLibrary(String file) throws IOException {
        List<Path> folders = new ArrayList<>(List.of(Path.of("/usr/lib"), Path.of("/usr/lib64")));
        try (DirectoryStream<Path> architectures = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-*")) {
            architectures.forEach(folders::add);
        }
        return folders.stream().anyMatch(folder -> Files.exists(folder.resolve(file)));
    }
}
