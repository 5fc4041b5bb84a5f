package dev.farrier.cli.why;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.ingest.Ingest;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.text.Nearest;
import dev.farrier.replay.topic.TopicEvents;
import dev.farrier.secret.SecretReference;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.MissingTopicException;
import dev.farrier.stream.client.HistoryReader;
import dev.farrier.stream.client.KafkaRecording;
import dev.farrier.stream.registry.ConfluentDecoders;
import dev.farrier.why.History;
import dev.farrier.why.KnownFiring;
import dev.farrier.why.Why;
import dev.farrier.why.WhyAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** {@code farrier why} about a running deployment, from what stands on its topics. */
final class LiveWhy {
    /** The least time to look back, whatever the detector needs: earlier decisions are part of the answer. */
    private static final long AT_LEAST = Duration.ofHours(1).toMillis();

    /** Brokers accept records whose time is so far ahead; records behind such a one are read as well. */
    private static final long AHEAD = Duration.ofHours(1).toMillis();

    private final Bundle bundle;
    private final ClientConfig config;
    private final Topics topics;
    private final HistoryReader history;

    LiveWhy(Bundle bundle, ClientConfig config, Topics topics) {
        this.bundle = bundle;
        this.config = config;
        this.topics = topics;
        this.history = new HistoryReader(config, topics);
    }

    /** @param at epoch milliseconds */
    WhyAnswer answer(String name, String target, long at) throws InterruptedException {
        Policy policy = bundle.policies().get(name);
        if (policy == null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "there is no policy '" + name + "'"
                            + Nearest.hint(name, bundle.policies().keySet()));
        }
        long since = at - Math.max(AT_LEAST, 2 * Why.reach(policy));
        Why why = new Why(bundle, policy, target, at);
        recordEvents(policy, since, at, why);
        List<KnownFiring> detections = orNone(why, () -> history.detections(name, since)).stream()
                .filter(detection -> why.isAboutTarget(detection.group()))
                .map(detection -> new KnownFiring(detection.time(), detection.group()))
                .sorted(Comparator.comparingLong(KnownFiring::time))
                .toList();
        why.recordHalts(orNone(why, history::halts));
        History entries = new History(name, target);
        orNone(why, () -> history.audit(name, target, since)).forEach(entries::accept);
        return why.answer(detections, entries.entries(), bundle.resources().keySet());
    }

    /** A missing topic must not hide what is on the others. */
    private static <T> List<T> orNone(Why why, Supplier<List<T>> read) {
        try {
            return read.get();
        } catch (MissingTopicException e) {
            why.recordMissingTopic(e.topic());
            return List.of();
        }
    }

    private void recordEvents(Policy policy, long since, long at, Why why) throws InterruptedException {
        List<Source> onTopicOfAll = new ArrayList<>();
        for (String name : policy.sources()) {
            Source source = bundle.sources().get(name);
            if (source != null && source.origin() instanceof Source.Origin.TopicOrigin users) {
                why.recordUnreadable(name, read(users.topic(), List.of(source), since, at, why));
            } else if (source != null) {
                onTopicOfAll.add(source);
            }
        }
        if (!onTopicOfAll.isEmpty()) {
            why.recordUnreadableOnTopic(topics.events(), read(topics.events(), onTopicOfAll, since, at, why));
        }
    }

    /** How many records of the topic could not be read. */
    private long read(String topic, List<Source> sources, long since, long at, Why why) throws InterruptedException {
        long late = sources.stream().mapToLong(LiveWhy::lateAtMost).max().orElse(0);
        KafkaRecording recording = new KafkaRecording(config, topics, topic);
        try (ConfluentDecoders avro = new ConfluentDecoders(SecretReference::resolve)) {
            List<Ingest> ingests =
                    sources.stream().map(source -> Ingest.of(source, avro)).toList();
            return TopicEvents.read(
                    recording, recording.spans(since, at + 1 + late), ingests, at + 1, why::recordEvent);
        } catch (MissingTopicException e) {
            why.recordMissingTopic(e.topic());
            return 0;
        }
    }

    /** How long after its time an event may be appended and still count, milliseconds. */
    private static long lateAtMost(Source source) {
        Source.Liveness liveness = source.liveness();
        long lag = liveness == null ? 0 : liveness.maxLag().toMillis();
        return source.lateness().toMillis() + lag + AHEAD;
    }
}
