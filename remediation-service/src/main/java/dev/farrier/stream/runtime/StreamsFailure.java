package dev.farrier.stream.runtime;

import dev.farrier.ingest.SchemaUnavailableException;
import dev.farrier.policy.UnknownCommitException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;

/**
 * Why a stream thread ended, told apart by what helps. Kafka Streams wraps errors up to several times, so the whole chain of
 * causes is looked through.
 *
 * @param words one line for people: what happened, where, and what to do
 */
record StreamsFailure(FailureKind kind, String words) {

    enum FailureKind {
        /** It may go by: the thread is tried again, and the others go on. */
        PASSING,
        /** A topic that is read was deleted. Kafka Streams does not let go of a topic, so the application starts again. */
        TOPIC_MISSING,
        /** It comes again until a person has changed something. */
        PERMANENT,
        /** Another instance should do it: this one stays away for as long as it may, and tries again. */
        YIELD,
        /** A fault of Farrier or of its machine. */
        UNEXPECTED
    }

    /** How Kafka Streams puts where a record should have gone. */
    private static final Pattern TOPIC = Pattern.compile("\\btopic '?([A-Za-z0-9._-]+[A-Za-z0-9_-])");

    static StreamsFailure of(Throwable death) {
        List<Throwable> chain = chain(death);
        String topic = topic(chain);
        // What is permanent comes before the failures that it leads to, e.g. that its transaction can't go on.
        for (Throwable link : chain) {
            Optional<String> advice = advice(link);
            if (advice.isPresent()) {
                return new StreamsFailure(FailureKind.PERMANENT, topic + said(link) + "; " + advice.get());
            }
        }
        for (Throwable link : chain) {
            switch (link) {
                case ForeignKeyException foreign -> {
                    return new StreamsFailure(FailureKind.YIELD, String.valueOf(foreign.getMessage()));
                }
                case MissingSourceTopicException missing -> {
                    return new StreamsFailure(
                            FailureKind.TOPIC_MISSING,
                            "a topic that it read is not there any more; it starts again with those that are");
                }
                case UnknownCommitException unknown -> {
                    // They may be on their way: nothing is decided until then, and nothing is lost.
                    return new StreamsFailure(FailureKind.PASSING, "waiting for policies: " + unknown.getMessage());
                }
                case SchemaUnavailableException unavailable -> {
                    // The record is read again, and nothing behind it before it.
                    return new StreamsFailure(FailureKind.PASSING, "waiting: " + unavailable.getMessage());
                }
                case ApiException passing -> {
                    return new StreamsFailure(FailureKind.PASSING, topic + said(passing));
                }
                default -> {}
            }
        }
        Throwable first = chain.getFirst();
        Throwable last = chain.getLast();
        return new StreamsFailure(
                FailureKind.UNEXPECTED, topic + said(first) + (first == last ? "" : ", because of " + said(last)));
    }

    /** What a person has to do; empty for what may go by without one. */
    private static Optional<String> advice(Throwable link) {
        return Optional.ofNullable(
                switch (link) {
                    case RecordTooLargeException e -> "raise the topic's max.message.bytes";
                    case RecordBatchTooLargeException e -> "raise the topic's max.message.bytes and segment.bytes";
                    case AuthorizationException e ->
                        "allow it: 'farrier topics create --acls' prints what each role needs";
                    case AuthenticationException e -> "look at kafka.security.protocol and kafka.sasl.*";
                    case SecurityDisabledException e -> "Kafka has no authorizer, but something asks for one";
                    case InvalidTopicException e ->
                        "topics of this name can't be: look at topics.prefix and the sites' names";
                    case UnsupportedVersionException e -> "upgrade Kafka";
                    case UnsupportedForMessageFormatException e -> "upgrade the topic's message format";
                    case UnsupportedCompressionTypeException e -> "choose another kafka.compression.type";
                    case FencedInstanceIdException e ->
                        "another process has the same streams.instanceId: stop one of them, or name it differently";
                    case InvalidGroupIdException e -> "look at topics.prefix";
                    case InconsistentGroupProtocolException e ->
                        "something else is a member of this group: give it another group.id";
                    case InvalidTxnTimeoutException e -> "raise the broker's transaction.max.timeout.ms";
                    case InvalidTimestampException e -> "set the topic's message.timestamp.type to LogAppendTime";
                    case InvalidReplicationFactorException e ->
                        "set topics.replicationFactor to at most the number of brokers";
                    case InvalidConfigurationException e -> "look at kafka.* and at the topic's configuration";
                    case PolicyViolationException e -> "the brokers' create.topic.policy does not allow it";
                    case ConfigException e -> "look at kafka.*";
                    default -> null;
                });
    }

    private static List<Throwable> chain(Throwable death) {
        Set<Throwable> chain = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> ordered = new ArrayList<>();
        for (Throwable link = death; link != null && chain.add(link); link = link.getCause()) {
            ordered.add(link);
        }
        return ordered;
    }

    /** {@code "topic x: "}, or nothing where nobody says which. */
    private static String topic(List<Throwable> chain) {
        Set<String> topics = new LinkedHashSet<>();
        for (Throwable link : chain) {
            switch (link) {
                case TopicAuthorizationException e -> topics.addAll(e.unauthorizedTopics());
                case InvalidTopicException e -> topics.addAll(e.invalidTopics());
                default -> {}
            }
        }
        for (Throwable link : chain) {
            Matcher matcher = TOPIC.matcher(String.valueOf(link.getMessage()));
            if (topics.isEmpty() && matcher.find()) {
                topics.add(matcher.group(1));
            }
        }
        return topics.isEmpty() ? "" : "topic " + String.join(", ", topics) + ": ";
    }

    private static String said(Throwable link) {
        String message = String.valueOf(link.getMessage()).lines().findFirst().orElse("");
        String group = link instanceof GroupAuthorizationException e ? " of group " + e.groupId() : "";
        return link.getClass().getSimpleName() + group + (message.isEmpty() ? "" : ": " + message);
    }
}
