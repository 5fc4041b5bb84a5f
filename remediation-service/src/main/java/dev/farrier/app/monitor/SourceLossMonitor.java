package dev.farrier.app.monitor;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.app.PeriodicTask;
import dev.farrier.app.ServiceComponent;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Texts;
import dev.farrier.policy.text.Phrases;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.OperatorProducer;
import dev.farrier.stream.client.TopicReader;
import dev.farrier.stream.client.TopicReader.RecordHandler;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to the decider a source that goes on losing what it sends: it can't be read, is too large, or its sender has left
 * it out. The decider then calls a person. All of it is on the dead-letter topic, whichever process has read it.
 *
 * <p>One dead letter is no loss. A loss is {@link #LETTERS} of them, each within {@link #QUIET} of the one before, that come
 * over {@link #REPORT_AFTER} or longer or within {@link #RETURNS} of another loss; or {@link #MANY} of them. While it lasts
 * it is reported again every {@link #REPORT_AGAIN}, since a decider without policies can call nobody.
 *
 * <p>It ends after {@link #QUIET} without a dead letter, or, if it had ended before, after {@link #RETURNS}: a loss that
 * comes each hour calls a person once. A topic counts as quiet only while it is read to its end. What was reported, by any
 * process, is on the topic operator-inputs.
 */
public final class SourceLossMonitor implements ServiceComponent {
    static final int LETTERS = 3;
    static final int MANY = 100;
    static final Duration REPORT_AFTER = Duration.ofMinutes(5);
    static final Duration REPORT_AGAIN = Duration.ofMinutes(5);
    static final Duration QUIET = Duration.ofMinutes(10);
    static final Duration RETURNS = Duration.ofDays(1);

    /**
     * So long a report stands at least: {@code farrier doctor --try-calls} reports a source that loses nothing, and itself ends
     * that sooner.
     */
    static final Duration REPORT_STANDS = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(SourceLossMonitor.class);
    private static final int ERROR = 500;

    private static final Duration EVERY = Duration.ofSeconds(5);

    /** How far back the reports of a process that has ended are read. */
    private static final Duration REPORTED_WITHIN = RETURNS.multipliedBy(2);

    private final Consumer<OperatorInput> decider;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Map<String, Loss> losses = new TreeMap<>();
    private final SortedMap<String, Report> reported = new TreeMap<>();
    /** When the end of a source's loss was last reported. */
    private final Map<String, Long> endedAt = new HashMap<>();

    private final Set<String> metered = new HashSet<>();
    /** Since when both topics are read to their ends, without a break. */
    private OptionalLong caughtUpSince = OptionalLong.empty();

    private String readProblem = "not read yet";
    private @Nullable PeriodicTask task;

    /**
     * The last report about a source.
     *
     * @param returned an earlier loss had ended less than a day before
     */
    private record Report(String why, long at, boolean returned) {}

    /** Dead letters of a source, each soon after the one before. */
    private static final class Loss {
        private final long since;
        /** When the last loss before this ended; null: none is known. */
        private final @Nullable Long before;

        private long last;
        private long readAt;
        private long letters;
        private String error = "";
        private boolean over;

        Loss(long since, @Nullable Loss before) {
            this.since = since;
            this.before = before == null ? null : before.matters() ? (Long) before.last : before.before;
        }

        boolean matters() {
            return letters >= LETTERS;
        }

        boolean isReportable() {
            return letters >= MANY
                    || matters() && (isSoonAfter(before, since) || last - since >= REPORT_AFTER.toMillis());
        }

        String why() {
            return Phrases.count(letters, "dead letter") + " since " + Instant.ofEpochMilli(since) + ", the last: "
                    + Texts.cut(error, ERROR);
        }
    }

    /** @param decider may throw: then the report is sent again later */
    SourceLossMonitor(Consumer<OperatorInput> decider, MeterRegistry registry, InstantSource clock) {
        this.decider = decider;
        this.registry = registry;
        this.clock = clock;
    }

    /** @param sources the names of the sources that there are now */
    public static SourceLossMonitor start(
            ClientConfig client,
            Topics topics,
            Supplier<Set<String>> sources,
            OperatorProducer operators,
            MeterRegistry registry) {
        InstantSource clock = InstantSource.system();
        SourceLossMonitor monitor = new SourceLossMonitor(operators::send, registry, clock);
        long now = clock.millis();
        TopicReader inputs = reader(client, topics.operatorInputs(), now - REPORTED_WITHIN.toMillis());
        TopicReader letters = reader(client, topics.deadLetters(), now - QUIET.toMillis());
        RecordHandler<RuntimeException> ofInputs =
                TopicReader.decoding(OperatorInput.class, monitor::recordOperatorInput);
        RecordHandler<RuntimeException> ofLetters = TopicReader.decoding(DeadLetter.class, monitor::recordDeadLetter);
        monitor.task = PeriodicTask.start(
                "farrier-loss-monitor",
                EVERY,
                () -> {
                    // In this order: a report that was made of these letters must be known with them.
                    monitor.update(() -> letters.readToEnd(ofLetters) & inputs.readToEnd(ofInputs), sources);
                },
                () -> {
                    inputs.close();
                    letters.close();
                });
        return monitor;
    }

    private static TopicReader reader(ClientConfig client, String topic, long from) {
        return new TopicReader(client, topic, from, "farrier-loss-monitor");
    }

    private void update(BooleanSupplier readToEnd, Supplier<Set<String>> sources) {
        try {
            recordReadState(readToEnd.getAsBoolean() ? "" : "not read to the end yet");
        } catch (RuntimeException e) {
            recordReadState(String.valueOf(e.getMessage()));
        }
        try {
            evaluate(sources.get());
        } catch (RuntimeException e) {
            LOG.debug("cannot report what is lost", e);
        }
    }

    /** @param problem why not all was read that is there; empty: it was */
    synchronized void recordReadState(String problem) {
        if (!problem.isEmpty()) {
            caughtUpSince = OptionalLong.empty();
        } else if (caughtUpSince.isEmpty()) {
            caughtUpSince = OptionalLong.of(clock.millis());
        }
        readProblem = problem;
    }

    /**
     * Ignores one of an unknown source: there is nobody to report it of.
     *
     * @param at when it was appended, which says how long a loss lasts: after a pause many are read at once
     */
    synchronized void recordDeadLetter(DeadLetter letter, long at) {
        if (letter.source().isEmpty()) {
            return;
        }
        Loss loss = losses.get(letter.source());
        if (loss == null || loss.over || at - loss.last >= QUIET.toMillis()) {
            loss = new Loss(at, loss);
            losses.put(letter.source(), loss);
        }
        loss.last = Math.max(loss.last, at);
        loss.readAt = clock.millis();
        loss.letters++;
        loss.error = letter.error();
    }

    private static boolean isSoonAfter(@Nullable Long end, long at) {
        return end != null && at - end < RETURNS.toMillis();
    }

    /** @param at when it was appended */
    synchronized void recordOperatorInput(OperatorInput input, long at) {
        if (!(input instanceof OperatorInput.SourceLoss loss)) {
            return;
        }
        String source = loss.source();
        Report before = reported.get(source);
        if (!loss.why().isEmpty()) {
            boolean returned = before == null ? isSoonAfter(endedAt.get(source), at) : before.returned();
            reported.put(source, new Report(loss.why(), at, returned));
        } else if (before != null) {
            reported.remove(source);
            endedAt.put(source, at);
        }
    }

    /** @param sources names of those that there are */
    synchronized void evaluate(Set<String> sources) {
        Set<String> all = new TreeSet<>(sources);
        all.addAll(losses.keySet());
        all.addAll(reported.keySet());
        long now = clock.millis();
        for (String source : all) {
            if (metered.add(source)) {
                Meters.SOURCE_LOSES.gauge(registry, () -> isReported(source) ? 1 : 0, source);
            }
            Loss loss = losses.get(source);
            Report last = reported.get(source);
            if (isQuiet(loss, now)) {
                if (loss != null) {
                    loss.over = true;
                }
                if (last != null && now - last.at() >= (last.returned() ? RETURNS : REPORT_STANDS).toMillis()) {
                    report(source, "", now);
                    LOG.info("Input of source {} is no longer lost", source);
                }
            } else if (loss != null && !loss.over && loss.isReportable() && (last == null || isDue(loss, last, now))) {
                report(source, loss.why(), now);
                if (last == null) {
                    LOG.warn("Input of source {} keeps being lost: {}", source, loss.why());
                }
            }
        }
        losses.values().removeIf(loss -> loss.over && now - loss.readAt >= RETURNS.toMillis());
    }

    private boolean isQuiet(@Nullable Loss loss, long now) {
        return caughtUpSince.isPresent()
                && now - caughtUpSince.getAsLong() >= QUIET.toMillis()
                && (loss == null || now - loss.readAt >= QUIET.toMillis());
    }

    private static boolean isDue(Loss loss, Report last, long now) {
        return now - last.at() >= REPORT_AGAIN.toMillis() && now - loss.readAt < QUIET.toMillis();
    }

    private void report(String source, String why, long now) {
        OperatorInput.SourceLoss loss = new OperatorInput.SourceLoss(source, why);
        decider.accept(loss);
        recordOperatorInput(loss, now);
    }

    private synchronized boolean isReported(String source) {
        return reported.containsKey(source);
    }

    @Override
    public synchronized ReadinessCheck check() {
        return readProblem.isEmpty()
                ? ReadinessCheck.noncritical("loss", true, "the dead-letter topic is read to its end")
                : ReadinessCheck.noncritical("loss", false, "lost input is not reported to a person: " + readProblem);
    }

    /** One more for each source that goes on losing what it sends. */
    @Override
    public synchronized List<ReadinessCheck> checks() {
        List<ReadinessCheck> checks = new ArrayList<>(List.of(check()));
        reported.forEach((source, loss) -> checks.add(ReadinessCheck.noncritical("loss " + source, false, loss.why())));
        return checks;
    }

    @Override
    public void close() {
        if (task != null) {
            task.close();
        }
    }
}
