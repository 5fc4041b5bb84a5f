package dev.farrier.stream.admin;

import static org.assertj.core.api.Assertions.assertThat;

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
                        "executor@eu: READ, DESCRIBE on topic farrier.commands.eu",
                        "executor@eu: READ, DESCRIBE on topic farrier.controls.eu",
                        "executor@eu: READ, WRITE, DESCRIBE on topic farrier.outcomes.eu",
                        "executor@eu: READ, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS on group farrier-workers-eu");
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
        assertThat(ACLS).extracting(Acl::toString).contains("ingest: READ, DESCRIBE on topic logs.edge");
    }

    @Test
    void shouldCoverTransactionsAndChangelogs() {
        assertThat(ACLS)
                .extracting(Acl::toString)
                .contains(
                        "core: WRITE, DESCRIBE on transactional id farrier-core-*",
                        "core: READ, WRITE, CREATE, DELETE, DESCRIBE, DESCRIBE_CONFIGS on topic farrier-core-*",
                        "api: WRITE, DESCRIBE on transactional id farrier-bundle-publisher");
    }

    @Test
    void shouldPrintWhatKafkaAclsTakes() {
        assertThat(ACLS)
                .filteredOn(acl -> acl.name().equals("farrier-core-"))
                .extracting(acl -> acl.command("User:core"))
                .contains("--add --allow-principal User:core --operation Write --operation Describe"
                        + " --transactional-id farrier-core- --resource-pattern-type prefixed");
    }
}
