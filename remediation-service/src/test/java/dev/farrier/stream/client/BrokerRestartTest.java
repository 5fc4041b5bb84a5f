package dev.farrier.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.embedded.EmbeddedKafka;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.policy.Bundle;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.TopicSizes;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.TopicAdmin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nobody has to be restarted because the broker was. */
@Tag("kafka")
class BrokerRestartTest {
    private static final Duration LONG = Duration.ofSeconds(90);

    @Test
    void shouldGoOnWhenTheBrokerIsBack() {
        Topics topics = Topics.withDefaultPrefix();
        try (EmbeddedKafka kafka = EmbeddedKafka.create()) {
            // a broker's restart may take longer here than anybody waits for an answer
            ClientConfig config = new ClientConfig(Map.of(
                    "bootstrap.servers",
                    kafka.bootstrapServers(),
                    "max.block.ms",
                    "60000",
                    "delivery.timeout.ms",
                    "60000"));
            try (Cluster cluster = new Cluster(config)) {
                new TopicAdmin(cluster, topics, TopicSizes.DEFAULT).create(List.of());
            }
            Queue<String> tailed = new ConcurrentLinkedQueue<>();
            BundlePublisher publisher = new BundlePublisher(config, topics);
            publisher.publish(Commits.commit("c1"));
            try (EventProducer producer = new EventProducer(config, topics);
                    TopicFollower tail = TopicFollower.follow(
                            config, topics.events(), Event.class, false, event -> tailed.add(event.id()));
                    PolicyFeed feed = new PolicyFeed(config, topics, Commits::compile)) {
                assertThat(tail.awaitPositioned(LONG)).isTrue();
                assertThat(feed.awaitFirst(LONG)).isTrue();
                producer.send(List.of(event("before")), List.of()).join();

                kafka.stop();
                CompletableFuture<Void> meanwhile = CompletableFuture.runAsync(() ->
                        producer.send(List.of(event("meanwhile")), List.of()).join());
                kafka.start();
                meanwhile.join();
                producer.send(List.of(event("after")), List.of()).join();
                publisher.publish(Commits.commit("c2"));

                await().atMost(LONG).until(() -> tailed.contains("after"));
                assertThat(tailed).containsExactly("before", "meanwhile", "after");
                await().atMost(LONG)
                        .until(() -> feed.current()
                                .map(Bundle::commit)
                                .filter("c2"::equals)
                                .isPresent());
            }
        }
    }

    @Test
    void shouldWaitForABrokerAndTopicsThatComeLater() {
        Topics topics = Topics.withDefaultPrefix();
        try (EmbeddedKafka kafka = EmbeddedKafka.create()) {
            ClientConfig config = new ClientConfig(Map.of(
                    "bootstrap.servers",
                    kafka.bootstrapServers(),
                    "default.api.timeout.ms",
                    "1000",
                    "request.timeout.ms",
                    "1000"));
            kafka.stop();
            try (PolicyFeed feed = new PolicyFeed(config, topics, Commits::compile)) {
                assertThat(feed.awaitFirst(Duration.ofMillis(1500))).isFalse();
                kafka.start();
                try (Cluster cluster = new Cluster(config)) {
                    new TopicAdmin(cluster, topics, TopicSizes.DEFAULT).create(List.of());
                }
                new BundlePublisher(config, topics).publish(Commits.commit("c1"));

                assertThat(feed.awaitFirst(LONG)).isTrue();
            }
        }
    }

    private static Event event(String id) {
        return Event.of(id, "one-source", EventKind.LOG, 5, "n", "m", Labels.empty());
    }
}
