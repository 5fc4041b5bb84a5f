package dev.farrier.policy.yaml.remediation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.source.Matcher.Op;
import dev.farrier.policy.source.MatcherSyntax;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.yaml.Compile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is fine; {@code reserved.txt} has what is warned of. */
class MessageMatchersTest {
    private static final List<Source> LOGS = List.copyOf(
            Compile.bundle("kind: Source\nmetadata: {name: s}\nspec: {file: /var/log/x, format: line, preset: rsyslog}")
                    .sources()
                    .values());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message=~\".*no session slots.*\"",
                "message=~\".*no session slots\"",
                "message=~\"no session slots.*\"",
                "message=~\"^no session slots$\"",
                "message=~\"[0-9] of 8 free\"",
                "message=~\"slots: \\\\d+\"",
                "message=~\"(?s).*\\\\n.*\"",
                "message=~\".*a\\\\\\\\n\"",
                "message=\"no session slots\"",
                "message!=\"\"",
                "message=~\"\"",
                "program=~\"sshd\"",
                "message=~\"a|b.*\"",
            })
    void shouldSayNothing(String matcher) throws MatcherSyntax.InvalidMatcherException {
        Matcher read = MatcherSyntax.parse(matcher).getFirst();

        assertThat(MessageMatchers.problem(read, LOGS)).isNull();
    }

    @Test
    void shouldWarnOfAListInALog() {
        assertThat(MessageMatchers.problem(Matcher.of("message", Op.MATCHES, "(?i)out of memory|oom\\-killer"), LOGS))
                .contains("write message=~\"(?i).*(out of memory|oom\\\\-killer).*\"");
    }
}
