package dev.farrier.stream.admin;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Turns Kafka's exceptions into ones with a message for people, and of types that do not depend on Kafka. */
public final class KafkaFailure {
    public static final String NEEDS = "Farrier needs Kafka 3.7 or newer";

    /** In a producer's message when it does not know where the topic is; a broker that has no such topic is the cause. */
    private static final String NOT_IN_METADATA = "not present in metadata";

    /** A client's message when no broker answers. */
    private static final String NO_NODE = "Timed out waiting for a node assignment";

    private KafkaFailure() {}

    /** The failure to create a client: the address cannot be resolved, a key store cannot be read. */
    public static KafkaUnavailableException atStart(String bootstrap, KafkaException failure) {
        return new KafkaUnavailableException(
                "cannot connect to Kafka at " + bootstrap + ": " + innermost(failure), failure);
    }

    /** Of nested failures the innermost of Kafka's says what is wrong, such as which store; its cause says why. */
    private static String innermost(KafkaException failure) {
        KafkaException innermost = failure;
        while (innermost.getCause() instanceof KafkaException cause && cause.getMessage() != null) {
            innermost = cause;
        }
        String what = String.valueOf(innermost.getMessage()).replaceFirst("^([\\w.]+Exception: )+", "");
        Throwable cause = innermost.getCause();
        if (cause == null || cause.getMessage() == null) {
            return what;
        }
        return innermost.equals(failure) ? cause.getMessage() : what + ": " + cause.getMessage();
    }

    /**
     * The same failure with the broker's address: {@link KafkaUnavailableException}, {@link KafkaTooOldException}, or
     * {@link IllegalArgumentException} for a record that is too large. Any other is returned as it is.
     */
    public static RuntimeException describe(String bootstrap, Throwable failure) {
        return switch (failure) {
            case ExecutionException e when e.getCause() != null -> describe(bootstrap, e.getCause());
            case AuthenticationException e ->
                new KafkaUnavailableException(
                        "Kafka at " + bootstrap + " does not accept who we are; look at kafka.security.protocol and"
                                + " kafka.sasl.*: " + e.getMessage(),
                        e);
            case AuthorizationException e ->
                new KafkaUnavailableException(
                        "Kafka at " + bootstrap + " does not allow this: " + e.getMessage()
                                + ". 'farrier topics create --acls' prints what each role needs",
                        e);
            case UnsupportedVersionException e ->
                new KafkaTooOldException("Kafka at " + bootstrap + " is too old: " + e.getMessage() + ". " + NEEDS, e);
            case ProducerFencedException e -> fenced(bootstrap, e);
            case InvalidProducerEpochException e -> fenced(bootstrap, e);
            case RecordTooLargeException e ->
                new IllegalArgumentException("too large for its topic: " + e.getMessage(), e);
            case UnknownTopicOrPartitionException e -> missing(bootstrap, e);
            case TimeoutException e
            when e.getCause() instanceof UnknownTopicOrPartitionException -> missing(bootstrap, e);
            case TimeoutException e when message(e).contains(NOT_IN_METADATA) -> noAnswer(bootstrap, "", e);
            case RetriableException e ->
                noAnswer(bootstrap, message(e).equals(NO_NODE) ? "" : " (" + message(e) + ")", e);
            case KafkaException e
            when e.getClass() == KafkaException.class && e.getCause() != null -> describe(bootstrap, e.getCause());
            case RuntimeException e -> e;
            default -> new KafkaUnavailableException("Kafka at " + bootstrap + ": " + failure.getMessage(), failure);
        };
    }

    private static KafkaSilentException noAnswer(String bootstrap, String how, KafkaException failure) {
        return new KafkaSilentException(
                "Kafka at " + bootstrap + " does not answer" + how
                        + ": is it running, and is kafka.bootstrap.servers right?",
                failure);
    }

    private static KafkaUnavailableException missing(String bootstrap, KafkaException failure) {
        return new KafkaUnavailableException(
                "a topic is missing on Kafka at " + bootstrap + " (" + message(failure)
                        + "): 'farrier topics create' makes those that Farrier needs",
                failure);
    }

    /** Without the name of the client's internal call. */
    private static String message(KafkaException failure) {
        String message = String.valueOf(failure.getMessage());
        int call = message.indexOf(" Call: ");
        String text = call < 0 ? message : message.substring(0, call);
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static KafkaUnavailableException fenced(String bootstrap, KafkaException failure) {
        return new KafkaUnavailableException(
                "another process did the same on Kafka at " + bootstrap + " a moment later, and goes before this one",
                failure);
    }
}
