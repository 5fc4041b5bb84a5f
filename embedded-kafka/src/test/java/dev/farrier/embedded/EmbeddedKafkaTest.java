package dev.farrier.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("kafka")
class EmbeddedKafkaTest {

    private static EmbeddedKafka kafka;
    private static Clients clients;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.create();
        clients = new Clients(kafka.bootstrapServers());
    }

    @AfterAll
    static void close() {
        kafka.close();
        assertThat(kafka.directory()).doesNotExist();
    }

    @Test
    void shouldHandBackWhatWasProduced() throws Exception {
        clients.createTopic("plain");
        clients.produce("plain", "a", "b");
        assertThat(clients.consume("plain", 2)).containsExactly("a", "b");
    }

    @Test
    void shouldShowOnlyCommittedTransactions() throws Exception {
        clients.createTopic("transactions");
        clients.produceInTransaction("transactions", true, "committed");
        clients.produceInTransaction("transactions", false, "aborted");
        clients.produceInTransaction("transactions", true, "committed too");
        assertThat(clients.consume("transactions", 2)).containsExactly("committed", "committed too");
    }

    @Test
    void shouldShareOnlyCommittedRecordsFromTheBeginning() throws Exception {
        clients.createTopic("shared");
        clients.produceInTransaction("shared", false, "aborted");
        clients.produceInTransaction("shared", true, "one", "two");
        clients.setGroupConfig(
                "workers", Map.of("share.isolation.level", "read_committed", "share.auto.offset.reset", "earliest"));
        assertThat(clients.share("workers", "shared", 2)).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void shouldNotCreateTopicsByThemselves() {
        assertThatThrownBy(() -> clients.produce("nobody-made-it", "x")).hasMessageContaining("nobody-made-it");
    }

    @Test
    void shouldKeepPortAndDataOverARestart() throws Exception {
        try (EmbeddedKafka own = EmbeddedKafka.create()) {
            Clients ownClients = new Clients(own.bootstrapServers());
            ownClients.createTopic("kept");
            ownClients.produce("kept", "before");
            own.restart();
            ownClients.produce("kept", "after");
            assertThat(ownClients.consume("kept", 2)).containsExactly("before", "after");
        }
    }

    @Test
    void shouldKeepAFolderThatWasHandedIn(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        try (EmbeddedKafka own = EmbeddedKafka.builder().directory(data).start()) {
            new Clients(own.bootstrapServers()).createTopic("kept");
            new Clients(own.bootstrapServers()).produce("kept", "value");
        }
        try (EmbeddedKafka own = EmbeddedKafka.builder().directory(data).start()) {
            assertThat(new Clients(own.bootstrapServers()).consume("kept", 1)).containsExactly("value");
        }
    }

    @Test
    void shouldSayWhichPortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EmbeddedKafka.Builder builder = EmbeddedKafka.builder().port(taken.getLocalPort());
            assertThatThrownBy(builder::start).hasMessage("port " + taken.getLocalPort() + " on 127.0.0.1 is in use");
        }
    }

    @Test
    void shouldFailWithoutEndingItsHostWhenASettingIsWrong() {
        EmbeddedKafka.Builder builder = EmbeddedKafka.builder().override("num.io.threads", "none");
        assertThatThrownBy(builder::start).hasMessageContaining("num.io.threads");
    }
}
