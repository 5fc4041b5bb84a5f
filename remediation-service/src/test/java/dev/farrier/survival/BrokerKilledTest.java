package dev.farrier.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.embedded.EmbeddedKafkaProcess;
import dev.farrier.model.IncidentState;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The broker goes and comes back while an action runs. */
@Timeout(900)
@Tag("kafka")
class BrokerKilledTest {
    private static final String POLICIES = Policies.RECEIVER
            + Policies.mend("mend", "api", "broken", Policies.shell(Policies.WAIT_FOR_GO) + ", timeout: 5m", "")
            + Policies.inventory(List.of("meanwhile", "afterwards", "later"));

    @TempDir
    private Path folder;

    @Test
    void shouldGoOnAndResolveWhenTheBrokerIsKilledWhileActionsRun() throws Exception {
        Path brokerFolder = Files.createDirectory(folder.resolve("broker"));
        try (EmbeddedKafkaProcess broker = new EmbeddedKafkaProcess(brokerFolder, Map.of())) {
            broker.start();
            ClientConfig kafka = new ClientConfig(Map.of("bootstrap.servers", broker.bootstrapServers()));
            try (Scene scene = new Scene(kafka, Topics.withDefaultPrefix(), folder, POLICIES)) {
                ServiceProcess service = scene.everything();
                scene.tell(service, "broken", "meanwhile");
                scene.tell(service, "broken", "afterwards");
                scene.awaitLedger("meanwhile", "start");
                scene.awaitLedger("afterwards", "start");
                broker.kill();
                // one ends while there is no broker, the other one when it is back
                Files.createFile(scene.file("go-meanwhile"));
                scene.awaitLedger("meanwhile", "start", "end");
                scene.awaitReady(service, false);
                broker.start();
                scene.awaitReady(service, true);
                assertThat(scene.ledger("afterwards")).containsExactly("start");
                Files.createFile(scene.file("go-afterwards"));

                scene.awaitIncident("mend", "meanwhile", IncidentState.RESOLVED);
                scene.awaitIncident("mend", "afterwards", IncidentState.RESOLVED);
                // and all of it works as before
                Files.createFile(scene.file("go-later"));
                scene.tell(service, "broken", "later");
                scene.awaitIncident("mend", "later", IncidentState.RESOLVED);
                for (String host : new String[] {"meanwhile", "afterwards", "later"}) {
                    assertThat(scene.ledger(host)).containsExactly("start", "end");
                    assertThat(scene.claimedSteps(host)).hasSize(1);
                }
            }
        }
    }
}
