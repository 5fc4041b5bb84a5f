package dev.farrier.app.service;

import dev.farrier.api.ReadinessCheck;
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
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the decider, and so a person once, of a source that goes on losing what it sends: it cannot be read, is too large, or
 * was left out by the sender. All of it is on the dead-letter topic, whoever read it. One letter calls nobody: it takes
 * {@link #LETTERS}, each within {@link #QUIET} of the one before, that come over {@link #REPORT_AFTER} or longer, or within
 * {@link #RETURNS} of others; or {@link #MANY}. It is told again every {@link #REPORT_AGAIN} while it lasts, since the decider
 * could call nobody if it had no policies then.
 *
 * <p>It is over after {@link #QUIET} without a letter, {@link #RETURNS} when it had been over before: what comes each hour
 * calls once. Only what was read to its end is quiet. What was told, by whomever, is on the topic operator-inputs.
 */
final class SourceLossMonitor implements ServiceComponent {
    static final int LETTERS = 3;
    static final int MANY = 100;
    static final Duration REPORT_AFTER = Duration.ofMinutes(5);
    static final Duration REPORT_AGAIN = Duration.ofMinutes(5);
    static final Duration QUIET = Duration.ofMinutes(10);
    static final Duration RETURNS = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(SourceLossMonitor.class);
    private static final int ERROR = 500;

    private static final Duration EVERY = Duration.ofSeconds(5);

    /** What was told last by a process that then ended is found again for so long. */
    private static final Duration REPORTED_WITHIN = RETURNS.multipliedBy(2);

    private final Consumer<OperatorInput> decider;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Map<String, Loss> losses = new TreeMap<>();
    private final SortedMap<String, Report> reported = new TreeMap<>();
    /** When it was last said that it is over. */
    private final Map<String, Long> endedAt = new HashMap<>();

    private final Set<String> metered = new HashSet<>();
    /** Since when both topics are read to their ends, without a break. */
    private OptionalLong caughtUpSince = OptionalLong.empty();

    private String readProblem = "not read yet";
    private @Nullable Thread thread;

    /**
     * What the decider was told last of a source.
     *
     * @param returned it had been over within a day before
     */
    private record Report(String why, long at, boolean returned) {}

    /** Letters of a source, each soon after the one before. */
    private static final class Loss {
        private final long since;
        /** When the one before ended that mattered; null: none is known. */
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

    /** @param decider may throw: then it is told again later */
    SourceLossMonitor(Consumer<OperatorInput> decider, MeterRegistry registry, InstantSource clock) {
        this.decider = decider;
        this.registry = registry;
        this.clock = clock;
    }

    /** @param sources names of those that there are now */
    static SourceLossMonitor start(
            ClientConfig client,
            Topics topics,
            Supplier<Set<String>> sources,
            OperatorProducer operators,
            MeterRegistry registry) {
        InstantSource clock = InstantSource.system();
        SourceLossMonitor watch = new SourceLossMonitor(operators::send, registry, clock);
        watch.thread = Thread.ofPlatform().daemon().name("farrier-loss-watch").start(() -> {
            long now = clock.millis();
            try (var inputs = reader(client, topics.operatorInputs(), now - REPORTED_WITHIN.toMillis());
                    var letters = reader(client, topics.deadLetters(), now - QUIET.toMillis())) {
                watch.run(inputs, letters, sources);
            }
        });
        return watch;
    }

    private static TopicReader reader(ClientConfig client, String topic, long from) {
        return new TopicReader(client, topic, from, "farrier-loss-watch");
    }

    private void run(TopicReader inputs, TopicReader letters, Supplier<Set<String>> sources) {
        RecordHandler<RuntimeException> ofInputs = TopicReader.decoding(OperatorInput.class, this::recordOperatorInput);
        RecordHandler<RuntimeException> ofLetters = TopicReader.decoding(DeadLetter.class, this::recordDeadLetter);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                // Not the other way round: what was told of the letters must be known with them
                boolean all = letters.readToEnd(ofLetters) & inputs.readToEnd(ofInputs);
                recordReadState(all ? "" : "not read to the end yet");
            } catch (RuntimeException e) {
                recordReadState(String.valueOf(e.getMessage()));
            }
            try {
                evaluate(sources.get());
            } catch (RuntimeException e) {
                LOG.debug("cannot tell what is lost", e);
            }
            try {
                Thread.sleep(EVERY);
            } catch (InterruptedException e) {
                return;
            }
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
     * Of input whose source is not known nobody could be told which.
     *
     * @param at when it was appended: how long it lasts goes by that, since after a pause much is read at once
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
                if (last != null && (!last.returned() || now - last.at() >= RETURNS.toMillis())) {
                    report(source, "", now);
                    LOG.info("Source {} loses nothing any more", source);
                }
            } else if (loss != null && !loss.over && loss.isReportable() && (last == null || isDue(loss, last, now))) {
                report(source, loss.why(), now);
                if (last == null) {
                    LOG.warn("Source {} goes on losing what it sends: {}", source, loss.why());
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
                ? ReadinessCheck.noncritical("loss", true, "what goes to the dead-letter topic is watched")
                : ReadinessCheck.noncritical("loss", false, "nobody is told of what is lost: " + readProblem);
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
        if (thread != null) {
            thread.interrupt();
        }
    }
}
