package dev.farrier.stream.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.embedded.EmbeddedKafka;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kafka")
class ClusterTest {

    @Test
    void shouldAcceptABroker() {
        try (Cluster cluster = new Cluster(SharedKafka.config())) {
            assertThatCode(cluster::check).doesNotThrowAnyException();
        }
    }

    @Test
    void shouldNeedNoShareGroups() {
        try (EmbeddedKafka kafka = EmbeddedKafka.create();
                Cluster cluster = new Cluster(at(kafka.bootstrapServers()))) {
            cluster.await(cluster.admin()
                    .updateFeatures(
                            Map.of(
                                    "share.version",
                                    new FeatureUpdate((short) 0, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE)),
                            new UpdateFeaturesOptions())
                    .all());

            assertThatCode(cluster::check).doesNotThrowAnyException();
        }
    }

    @Test
    void shouldSayThatABrokerOfYearsAgoIsTooOld() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerLikeKafka1(server));
            try (Cluster cluster = new Cluster(at("127.0.0.1:" + server.getLocalPort()))) {
                assertThatThrownBy(cluster::check)
                        .isInstanceOf(KafkaTooOldException.class)
                        .hasMessageContaining("127.0.0.1:" + server.getLocalPort())
                        .hasMessageContaining("3.7");
            }
        }
    }

    @Test
    void shouldSayThatNobodyIsThere() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (Cluster cluster = new Cluster(at("127.0.0.1:" + port))) {
            assertThatThrownBy(cluster::check)
                    .isInstanceOf(KafkaUnavailableException.class)
                    .hasMessageContaining("127.0.0.1:" + port);
        }
    }

    @Test
    void shouldSayThatTheAddressMakesNoSense() {
        assertThatThrownBy(() -> new Cluster(at("no port here")))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContaining("no port here");
    }

    @Test
    void shouldSayThatTheAddressIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientConfig(Map.of()))
                .withMessageContaining("kafka.bootstrap.servers");
    }

    /** Half a second is enough to learn on loopback that nobody answers. */
    private static ClientConfig at(String bootstrap) {
        return new ClientConfig(
                Map.of("bootstrap.servers", bootstrap, "request.timeout.ms", "400", "default.api.timeout.ms", "500"));
    }

    /** Knows ApiVersions and Metadata only, both in their first versions. */
    private static void answerLikeKafka1(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept();
                    DataInputStream in = new DataInputStream(socket.getInputStream());
                    DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
                while (true) {
                    int length = in.readInt();
                    int api = in.readUnsignedShort();
                    int version = in.readUnsignedShort();
                    int correlation = in.readInt();
                    in.skipNBytes(length - 8);
                    assertThat(api).as("only what it offers is asked").isEqualTo(18);
                    out.writeInt(4 + 2 + 4 + 2 * 6);
                    out.writeInt(correlation);
                    out.writeShort(version == 0 ? 0 : 35);
                    out.writeInt(2);
                    for (int offered : new int[] {3, 18}) {
                        out.writeShort(offered);
                        out.writeShort(0);
                        out.writeShort(0);
                    }
                    out.flush();
                }
            } catch (IOException disconnected) {
                // the client goes, or the test is over
            }
        }
    }
}
