package dev.farrier.app.service;

import dev.farrier.api.Readiness.Check;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Texts;
import dev.farrier.policy.text.Counted;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.OperatorProducer;
import dev.farrier.stream.client.TopicTail;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * {@link #LETTERS}, each within {@link #QUIET} of the one before, over {@link #TELL_AFTER} or longer; after {@link #QUIET}
 * without one it is over.
 *
 * <p>What was told before this process started is not known here: once a source was quiet for so long from the start on, it
 * is said to lose nothing.
 */
final class LossWatch implements Part {
    static final int LETTERS = 3;
    static final Duration TELL_AFTER = Duration.ofMinutes(5);
    static final Duration QUIET = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(LossWatch.class);
    private static final int ERROR = 500;

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Consumer<OperatorInput> decider;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final long startedAt;
    private final Map<String, Loss> losses = new TreeMap<>();
    /** Said to lose nothing. */
    private final Set<String> quiet = new HashSet<>();

    private final Set<String> metered = new HashSet<>();
    private @Nullable TopicTail letters;
    private @Nullable Thread thread;

    /** What has come since it was quiet. */
    private static final class Loss {
        private final long since;
        private long last;
        private long letters;
        private String error = "";
        private boolean told;

        Loss(long since) {
            this.since = since;
        }

        boolean goesOn() {
            return letters >= LETTERS && last - since >= TELL_AFTER.toMillis();
        }

        String why() {
            return Counted.of(letters, "dead letter") + " since " + Instant.ofEpochMilli(since) + ", the last: "
                    + Texts.cut(error, ERROR);
        }
    }

    /** @param decider may throw: then it is told again later */
    LossWatch(Consumer<OperatorInput> decider, MeterRegistry registry, InstantSource clock) {
        this.decider = decider;
        this.registry = registry;
        this.clock = clock;
        this.startedAt = clock.millis();
    }

    /** @param sources names of those that there are now */
    static LossWatch start(
            ClientConfig client,
            Topics topics,
            Supplier<Set<String>> sources,
            OperatorProducer operators,
            MeterRegistry registry) {
        LossWatch watch = new LossWatch(operators::send, registry, InstantSource.system());
        watch.letters = TopicTail.ofDeadLetters(client, topics, watch::letter);
        watch.thread = Thread.ofPlatform().daemon().name("farrier-loss-watch").start(() -> watch.run(sources));
        return watch;
    }

    private void run(Supplier<Set<String>> sources) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                look(sources.get());
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

    /** Of input whose source is not known nobody could be told which. */
    synchronized void letter(DeadLetter letter) {
        if (letter.source().isEmpty()) {
            return;
        }
        long now = clock.millis();
        Loss loss = losses.computeIfAbsent(letter.source(), source -> new Loss(now));
        loss.last = now;
        loss.letters++;
        loss.error = letter.error();
    }

    /** @param sources names of those that there are */
    synchronized void look(Set<String> sources) {
        Set<String> all = new TreeSet<>(sources);
        all.addAll(losses.keySet());
        for (String source : all) {
            if (metered.add(source)) {
                Meters.SOURCE_LOSES.gauge(registry, () -> isTold(source) ? 1 : 0, source);
            }
            Loss loss = losses.get(source);
            if (clock.millis() - (loss == null ? startedAt : loss.last) >= QUIET.toMillis()) {
                over(source, loss);
            } else if (loss != null && !loss.told && loss.goesOn()) {
                decider.accept(new OperatorInput.SourceLoss(source, loss.why()));
                loss.told = true;
                quiet.remove(source);
                LOG.warn("Source {} goes on losing what it sends: {}", source, loss.why());
            }
        }
    }

    private void over(String source, @Nullable Loss loss) {
        if (!quiet.contains(source)) {
            decider.accept(new OperatorInput.SourceLoss(source, ""));
            quiet.add(source);
        }
        losses.remove(source);
        if (loss != null && loss.told) {
            LOG.info("Source {} has lost nothing for {} minutes", source, QUIET.toMinutes());
        }
    }

    private synchronized boolean isTold(String source) {
        Loss loss = losses.get(source);
        return loss != null && loss.told;
    }

    @Override
    public Check check() {
        return Check.noncritical("loss", true, "what goes to the dead-letter topic is watched");
    }

    /** One for each source that goes on losing what it sends. */
    @Override
    public synchronized List<Check> checks() {
        return losses.entrySet().stream()
                .filter(loss -> loss.getValue().told)
                .map(loss -> Check.noncritical(
                        "loss " + loss.getKey(), false, loss.getValue().why()))
                .toList();
    }

    @Override
    public void close() {
        Thread watching = thread;
        TopicTail tail = letters;
        if (watching != null) {
            watching.interrupt();
        }
        if (tail != null) {
            tail.close();
        }
    }
}
