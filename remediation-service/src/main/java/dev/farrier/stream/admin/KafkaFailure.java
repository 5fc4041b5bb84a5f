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

/** What Kafka's exceptions mean to the person who reads them, and to code that must not know Kafka. */
public final class KafkaFailure {
    public static final String NEEDS = "Farrier needs Kafka 3.7 or newer";

    /** How a producer puts that nobody has told it where the topic is; when one has said that there is none, that is the cause. */
    private static final String NOT_IN_METADATA = "not present in metadata";

    /** How a client puts that nobody answers. */
    private static final String NO_NODE = "Timed out waiting for a node assignment";

    private KafkaFailure() {}

    /** A client that could not even be made: the address cannot be resolved, a key store cannot be read. */
    public static KafkaUnavailableException atStart(String bootstrap, KafkaException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return new KafkaUnavailableException(
                "cannot connect to Kafka at " + bootstrap + ": " + cause.getMessage(), failure);
    }

    /**
     * The same failure, told with the broker's address: {@link KafkaUnavailableException}, {@link KafkaTooOldException}, or
     * {@link IllegalArgumentException} for a record that is too large. What is none of these comes back as it is.
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

    private static KafkaUnavailableException noAnswer(String bootstrap, String how, KafkaException failure) {
        return new KafkaUnavailableException(
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

    /** Without the name of the client's call, which says nothing to who reads it. */
    private static String message(KafkaException failure) {
        String message = String.valueOf(failure.getMessage());
        int call = message.indexOf(" Call: ");
        String said = call < 0 ? message : message.substring(0, call);
        return said.endsWith(".") ? said.substring(0, said.length() - 1) : said;
    }

    private static KafkaUnavailableException fenced(String bootstrap, KafkaException failure) {
        return new KafkaUnavailableException(
                "another process did the same on Kafka at " + bootstrap + " a moment later, and goes before this one",
                failure);
    }
}
