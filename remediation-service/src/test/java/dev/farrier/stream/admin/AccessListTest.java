package dev.farrier.stream.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.farrier.stream.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessListTest {
    private static final List<Acl> ACLS =
            AccessList.of(Topics.withDefaultPrefix(), List.of("us", "eu"), List.of("logs.edge"));

    @Test
    void shouldGiveAnExecutorOnlyItsOwnSite() {
        assertThat(ACLS)
                .filteredOn(acl -> acl.role().equals("executor@eu"))
                .extracting(Acl::toString)
                .containsExactly(
                        "READ, DESCRIBE on topic farrier.commands.eu",
                        "READ, DESCRIBE on topic farrier.controls.eu",
                        "READ, WRITE, DESCRIBE on topic farrier.outcomes.eu");
    }

    @Test
    void shouldLetOnlyTheCoreWriteCommandsAndIncidents() {
        assertThat(ACLS)
                .filteredOn(acl -> acl.operations().contains(Acl.Operation.WRITE))
                .filteredOn(acl -> acl.name().startsWith("farrier.commands.")
                        || acl.name().equals("farrier.incidents")
                        || acl.name().equals("farrier.audit"))
                .extracting(Acl::role)
                .containsOnly("core")
                .hasSize(4);
    }

    @Test
    void shouldLetIngestReadTheUsersOwnTopics() {
        assertThat(ACLS)
                .extracting(Acl::role, Acl::toString)
                .contains(tuple("ingest", "READ, DESCRIBE on topic logs.edge"));
    }

    @Test
    void shouldCoverTransactionsAndChangelogs() {
        assertThat(ACLS)
                .extracting(Acl::role, Acl::toString)
                .contains(
                        tuple("core", "WRITE, DESCRIBE on transactional id farrier-core-*"),
                        tuple("core", "READ, WRITE, CREATE, DESCRIBE on topic farrier-core-*"),
                        tuple("policies", "WRITE, DESCRIBE on transactional id farrier-bundle-publisher"));
    }

    @Test
    void shouldPrintWhatKafkaAclsTakes() {
        assertThat(ACLS)
                .filteredOn(acl -> acl.name().equals("farrier-core-"))
                .extracting(Acl::kafkaAcls)
                .contains("--add --operation Write --operation Describe --transactional-id farrier-core-"
                        + " --resource-pattern-type prefixed");
    }
}
