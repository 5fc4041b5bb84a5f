package dev.farrier.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("kafka")
class EmbeddedKafkaProcessTest {

    @Test
    void shouldKeepAcknowledgedRecordsWhenKilled(@TempDir Path folder) throws Exception {
        try (EmbeddedKafkaProcess kafka = new EmbeddedKafkaProcess(folder, Map.of())) {
            kafka.start();
            Clients clients = new Clients(kafka.bootstrapServers());
            clients.createTopic("topic");
            clients.produce("topic", "before");
            kafka.kill();
            kafka.start();
            clients.produce("topic", "after");
            assertThat(clients.consume("topic", 2)).containsExactly("before", "after");
        }
    }
}
