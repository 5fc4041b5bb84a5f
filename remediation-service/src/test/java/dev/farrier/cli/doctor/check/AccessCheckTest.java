package dev.farrier.cli.doctor.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.cli.doctor.check.AccessCheck.AccessFacts;
import dev.farrier.stream.admin.Acl;
import dev.farrier.stream.admin.Acl.Operation;
import dev.farrier.stream.admin.Acl.ResourceType;
import dev.farrier.stream.inspect.GroupFacts;
import dev.farrier.stream.inspect.TopicFacts;
import dev.farrier.stream.inspect.TopicFacts.Existence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AccessCheckTest {
    private static final List<Acl> NEEDED = List.of(
            new Acl("core", ResourceType.TOPIC, "f.log", false, Set.of(Operation.READ, Operation.WRITE)),
            new Acl("core", ResourceType.TOPIC, "f-core-", true, Set.of(Operation.CREATE, Operation.WRITE)),
            new Acl("core", ResourceType.GROUP, "f-core", false, Set.of(Operation.READ)),
            new Acl("core", ResourceType.TRANSACTIONAL_ID, "f-core-", true, Set.of(Operation.WRITE)));

    private static TopicFacts topic(String name, Operation... allowed) {
        return new TopicFacts(
                name, Existence.EXISTS, 1, 3, 3, List.of(), new TreeMap<>(), Optional.of(Set.of(allowed)));
    }

    private static List<String> check(AccessFacts facts) {
        return Findings.text(AccessCheck.check("k:1", NEEDED, facts, Profile.PRODUCTION));
    }

    @Test
    void shouldFindAllGranted() {
        assertThat(check(new AccessFacts(
                        Optional.of(true),
                        Map.of(
                                "f.log", topic("f.log", Operation.READ, Operation.WRITE, Operation.DESCRIBE),
                                "f-core-a", topic("f-core-a", Operation.CREATE, Operation.WRITE)),
                        Map.of("f-core", new GroupFacts("f-core", 1, Optional.of(Set.of(Operation.READ)))),
                        Set.of("f-core-"))))
                .containsExactly("ok: 4 ACLs that the roles need are granted");
    }

    @Test
    void shouldNameWhatIsMissingWithTheCommandThatGrantsIt() {
        assertThat(check(new AccessFacts(
                        Optional.of(true),
                        Map.of(
                                "f.log", topic("f.log", Operation.READ),
                                "f-core-a", topic("f-core-a", Operation.CREATE, Operation.WRITE),
                                "f-core-b", topic("f-core-b", Operation.CREATE)),
                        Map.of("f-core", new GroupFacts("f-core", 0, Optional.of(Set.of()))),
                        Set.of())))
                .containsExactly(
                        "error: core may not WRITE on topic f.log → kafka-acls.sh --bootstrap-server k:1"
                                + " --allow-principal User:NAME --add --operation Write --topic f.log",
                        "error: core may not WRITE on topic f-core-* → kafka-acls.sh --bootstrap-server k:1"
                                + " --allow-principal User:NAME --add --operation Write --topic f-core-"
                                + " --resource-pattern-type prefixed",
                        "error: core may not READ on group f-core → kafka-acls.sh --bootstrap-server k:1"
                                + " --allow-principal User:NAME --add --operation Read --group f-core",
                        "error: core may not WRITE on transactional id f-core-* → kafka-acls.sh --bootstrap-server k:1"
                                + " --allow-principal User:NAME --add --operation Write --transactional-id f-core-"
                                + " --resource-pattern-type prefixed");
    }

    @Test
    void shouldNotJudgeWhatDoesNotExist() {
        assertThat(check(new AccessFacts(Optional.empty(), Map.of(), Map.of(), Set.of("f-core-"))))
                .containsExactly(
                        "ok: 1 ACL that the roles need are granted",
                        "not-checked: 3 ACLs of topics and groups that do not exist yet → farrier topics create --acls"
                                + " lists them all");
    }

    @Test
    void shouldSayThatEverybodyMayDoEverything() {
        AccessFacts open = new AccessFacts(Optional.of(false), Map.of(), Map.of(), Set.of());
        assertThat(check(open)).singleElement().asString().startsWith("warning: Kafka has no authorizer");
        assertThat(Findings.wrong(AccessCheck.check("k:1", NEEDED, open, Profile.DEV)))
                .isEmpty();
    }
}
