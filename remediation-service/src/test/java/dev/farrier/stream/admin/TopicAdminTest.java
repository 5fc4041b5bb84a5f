package dev.farrier.stream.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.TopicSizes;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.PlannedTopic.TopicState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kafka")
class TopicAdminTest {
    private final Cluster cluster = new Cluster(SharedKafka.config());
    private final Topics topics = SharedKafka.newTopics();
    private final TopicAdmin admin = new TopicAdmin(cluster, topics, TopicSizes.DEFAULT);

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void shouldPlanWithoutChangingAnything() {
        assertThat(admin.plan(List.of("eu"))).hasSize(11).allMatch(topic -> topic.state() == TopicState.MISSING);
        assertThat(admin.plan(List.of("eu"))).allMatch(topic -> topic.state() == TopicState.MISSING);
    }

    @Test
    void shouldCreateWhatIsMissingAndNothingTwice() {
        assertThat(admin.create(List.of("eu"))).hasSize(11).allMatch(topic -> topic.state() == TopicState.CREATED);

        assertThat(admin.create(List.of("eu", "us")))
                .filteredOn(topic -> topic.state() == TopicState.CREATED)
                .extracting(topic -> topic.spec().name())
                .containsExactly(topics.commands("us"), topics.controls("us"), topics.outcomes("us"));
        assertThat(admin.plan(List.of("eu", "us")))
                .allSatisfy(
                        topic -> assertThat(topic.state()).as(topic.toString()).isEqualTo(TopicState.OK));
        assertThat(admin.sites()).containsExactly("eu", "us");
    }

    @Test
    void shouldLetTwoCreateAtOnce() {
        List<CompletableFuture<List<PlannedTopic>>> both = List.of(
                CompletableFuture.supplyAsync(() -> admin.create(List.of("eu"))),
                CompletableFuture.supplyAsync(() -> admin.create(List.of("eu"))));

        assertThat(both).allSatisfy(one -> assertThat(one.join()).hasSize(11));
        assertThat(admin.plan(List.of("eu"))).allMatch(topic -> topic.state() == TopicState.OK);
    }

    @Test
    void shouldSayHowATopicDiffersAndLeaveItAsItIs() {
        create(topics.events(), 7, Map.of("message.timestamp.type", "LogAppendTime"));
        create(topics.deciderLog(), 2, Map.of("message.timestamp.type", "LogAppendTime"));
        create(topics.incidents(), 1, Map.of("max.message.bytes", "1000"));

        for (List<PlannedTopic> topics :
                List.of(admin.plan(List.of()), admin.create(List.of()), admin.plan(List.of()))) {
            assertThat(topics.get(0).state()).isEqualTo(TopicState.DIFFERS);
            assertThat(topics.get(0).differences())
                    .containsExactly("has 7 partitions instead of 4; they are left as they are");
            assertThat(topics.get(3).state()).isEqualTo(TopicState.UNUSABLE);
            assertThat(topics.get(3).differences())
                    .singleElement()
                    .asString()
                    .startsWith("has 2 partitions instead of 1: ")
                    .contains("--delete --topic " + this.topics.deciderLog() + "'", "'farrier topics create'");
            assertThat(topics.get(4).state()).isEqualTo(TopicState.UNUSABLE);
            assertThat(topics.get(4).differences())
                    .containsExactly(
                            "message.timestamp.type is CreateTime instead of LogAppendTime",
                            "cleanup.policy is delete instead of compact",
                            "max.message.bytes is 1000, less than 1048588");
        }
    }

    @Test
    void shouldRefuseASiteWhoseOutcomesHaveSeveralPartitionsAndNoOther() throws Exception {
        admin.create(List.of("eu", "us"));
        assertThat(admin.unusable(List.of("eu", "us"))).isEmpty();

        cluster.await(cluster.admin()
                .createPartitions(Map.of(topics.outcomes("eu"), NewPartitions.increaseTo(2)))
                .all());

        await().until(() -> !admin.unusable(List.of("eu", "us")).isEmpty());
        assertThat(admin.unusable(List.of("eu", "us")))
                .containsOnlyKeys("eu")
                .hasEntrySatisfying(
                        "eu",
                        why -> assertThat(why)
                                .contains(topics.outcomes("eu"), "2 partitions", "farrier topics create --site eu"));
        assertThat(admin.plan(List.of("eu")))
                .filteredOn(topic -> topic.state() == TopicState.UNUSABLE)
                .extracting(topic -> topic.spec().name())
                .containsExactly(topics.outcomes("eu"));
    }

    private void create(String name, int partitions, Map<String, String> configs) {
        cluster.await(cluster.admin()
                .createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs)))
                .all());
        await().until(() -> cluster.await(cluster.admin().listTopics().names()).contains(name));
    }
}
