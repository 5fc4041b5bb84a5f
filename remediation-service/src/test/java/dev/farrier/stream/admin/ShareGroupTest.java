package dev.farrier.stream.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.stream.SharedKafka;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class ShareGroupTest {

    @Test
    void shouldSetWhatTheBrokerHasAnotherDefaultFor() throws Exception {
        String group = SharedKafka.newTopics().workerGroup("eu");
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        try (Cluster cluster = new Cluster(SharedKafka.config())) {
            assertThat(value(cluster, resource, "share.isolation.level")).isEqualTo("read_uncommitted");
            ShareGroup.prepare(cluster, group);
            assertThat(value(cluster, resource, "share.isolation.level")).isEqualTo("read_committed");
            assertThat(value(cluster, resource, "share.auto.offset.reset")).isEqualTo("earliest");
            ShareGroup.prepare(cluster, group);
        }
    }

    private static String value(Cluster cluster, ConfigResource resource, String key) throws Exception {
        Config config =
                cluster.admin().describeConfigs(List.of(resource)).all().get().get(resource);
        return config.get(key).value();
    }
}
