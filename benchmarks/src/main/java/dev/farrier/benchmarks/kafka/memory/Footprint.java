package dev.farrier.benchmarks.kafka.memory;

import dev.farrier.benchmarks.kafka.Broker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** What a running service takes, in bytes. */
public final class Footprint {
    /** One line a generation, or one for the whole heap: it depends on the collector. */
    private static final Pattern USED = Pattern.compile("total .*used (\\d+)K");

    private static final int KILO = 1024;
    private static final String STORE = "detect-groups";

    private Footprint() {}

    /** What lives on its heap: after everything else was collected. */
    public static long heap(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        jcmd(pid, "GC.run");
        String info = jcmd(pid, "GC.heap_info");
        List<MatchResult> generations = USED.matcher(info).results().toList();
        if (generations.isEmpty()) {
            throw new IllegalStateException("jcmd says nothing of the heap: " + info);
        }
        return generations.stream()
                        .mapToLong(used -> Long.parseLong(used.group(1)))
                        .sum()
                * KILO;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("jcmd " + command + ": " + said);
        }
        return said;
    }

    /** The files of the detectors' stores of a process that has ended, so that nothing is left in its memory. */
    static long store(Path dataDir) throws IOException {
        try (Stream<Path> files = Files.walk(dataDir)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().contains("/" + STORE + "/")) {
                    bytes += Files.size(file);
                }
            }
            return bytes;
        }
    }

    /** The topic's segments on the broker's disk, compacted or not. */
    static long topic(Broker broker, String topic) throws InterruptedException, ExecutionException {
        return broker.admin().describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
                .flatMap(folders -> folders.values().stream())
                .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().equals(topic))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    /** The sum of a topic's end offsets. */
    static long end(Broker broker, String topic) {
        try {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            broker.admin().describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                    .flatMap(description -> description.partitions().stream())
                    .forEach(partition ->
                            ends.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
            return broker.admin().listOffsets(ends).all().get().values().stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not tell where " + topic + " ends", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
