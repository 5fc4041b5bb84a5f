package dev.farrier.faults;

import dev.farrier.cli.OutputOption;
import dev.farrier.faults.crash.Trial;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.process.Home;
import dev.farrier.faults.wire.WireAction;
import dev.farrier.faults.wire.WireRun;
import dev.farrier.faults.wire.WireShape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code faults/run wire}. */
@Command(
        name = "wire",
        description = {
            "Runs the service with a proxy before Kafka, which fails single requests of its clients: it answers an error, ends",
            "the connection, loses the request or only its answer, or delays it; once, for some seconds, or all that a client",
            "sends from a commit on. First each action on each kind of request that each client was seen to send, then at",
            "random. After each fault a machine fails, and an action must run there in time. Then as crash does: compares the",
            "actions that ran with the topics, and waits until every incident is over or a person was called."
        },
        exitCodeList = {"0:all checks passed", "1:a check failed", "2:wrong usage", "3:the run failed"},
        footer = {"", "Example:", "  faults/run wire --for 30m --only EndTxn --only TxnOffsetCommit"})
final class WireCommand implements Callable<Integer> {
    private static final int SPARE = 300;

    @Option(
            names = "--for",
            defaultValue = "10m",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "Faults begin until then. Default: ${DEFAULT-VALUE}.")
    private Duration length = Duration.ZERO;

    @Option(
            names = "--seed",
            defaultValue = "7",
            description = "Determines the random faults and the events. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--only",
            paramLabel = "KIND",
            converter = KindText.class,
            description = "Only requests of this kind, by Kafka's name, such as EndTxn; may be repeated. Default: all "
                    + "that the loop needs.")
    private List<ApiKeys> only = List.of();

    @Option(
            names = "--action",
            split = ",",
            paramLabel = "ACTION",
            description = "Some of ${COMPLETION-CANDIDATES}, separated by commas. Default: all.")
    private List<WireAction> actions = Arrays.asList(WireAction.values());

    @Option(
            names = "--shape",
            split = ",",
            paramLabel = "SHAPE",
            description =
                    "Some of ${COMPLETION-CANDIDATES}, separated by commas: one request; all of the kind for 8 s; "
                            + "all that the client sends for 4 s from a commit on. Default: all.")
    private List<WireShape> shapes = Arrays.asList(WireShape.values());

    @Option(
            names = "--client",
            paramLabel = "PREFIX",
            description = "Only clients whose id begins so, such as farrier-outcomes; may be repeated.")
    private List<String> clients = List.of();

    @Option(
            names = "--within",
            defaultValue = "2m",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "After a fault, an event must lead to an action that soon. Default: ${DEFAULT-VALUE}.")
    private Duration within = Duration.ZERO;

    @Option(
            names = "--silence",
            defaultValue = "12s",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "A silent connection ends after so long, unless the client ends it before. Default: "
                    + "${DEFAULT-VALUE}.")
    private Duration silence = Duration.ZERO;

    @Option(
            names = "--load",
            defaultValue = "1.5",
            paramLabel = "RATE",
            description = "Events of faulty machines per second. Default: ${DEFAULT-VALUE}.")
    private double load;

    @Option(names = "--engines", defaultValue = "1", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int engines;

    @Option(names = "--workers", defaultValue = "1", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--kafka",
            defaultValue = "current",
            paramLabel = "VERSION",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}. Only the older one is sent "
                    + "AddPartitionsToTxn and AddOffsetsToTxn.")
    private KafkaVersion kafka = KafkaVersion.CURRENT;

    @Option(
            names = "--folder",
            description = "Folder of the ledgers, logs and data of the run, which stay. Default: a temporary folder "
                    + "that is removed.")
    private @Nullable Path folder;

    @Mixin
    private final OutputOption format = new OutputOption();

    @Override
    public Integer call() throws Exception {
        ReportPrinter output = new ReportPrinter(System.out, format.json());
        WireRun.Settings settings = new WireRun.Settings(
                new Trial.Settings(seed, load, 200, 5, SPARE, 0, Trial.BOUND),
                length,
                within,
                silence,
                only.isEmpty() ? EnumSet.allOf(ApiKeys.class) : Set.copyOf(only),
                EnumSet.copyOf(actions),
                EnumSet.copyOf(shapes),
                place -> clients.isEmpty() || clients.stream().anyMatch(place::startsWith),
                engines,
                workers,
                kafka);
        return new WireRun(settings, Home.of(folder), output).run() ? 0 : 1;
    }

    private static final class KindText implements ITypeConverter<ApiKeys> {
        @Override
        public ApiKeys convert(String text) {
            return WireRun.kinds().stream()
                    .filter(kind -> kind.name.equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is not one of "
                            + WireRun.kinds().stream().map(kind -> kind.name).collect(Collectors.joining(", "))));
        }
    }
}
