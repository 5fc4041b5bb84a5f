package dev.farrier.cli.doctor.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.cli.doctor.check.KeyCheck.KeyFacts;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyCheckTest {
    private static KeyFacts keys(String signs, String trusts) {
        return new KeyFacts(signs, "", true, new TreeSet<>(trusts.isEmpty() ? Set.of() : Set.of(trusts.split(" "))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a  | a   | a  | ''
            b  | ''  | a  | error: core would sign with b; the newest command was signed with a
            '' | b   | a  | error: the executor of this configuration does not trust a, which signs commands
            '' | a b | a  | ''
            b  | b   | '' | ''
            """)
    void shouldCompareTheKeysWithTheDeployments(String signs, String trusts, String deployment, String wrong) {
        assertThat(Findings.wrong(KeyCheck.deployment(keys(signs, trusts), deployment)))
                .isEqualTo(wrong);
    }

    @Test
    void shouldSayWhyAKeyCannotBeUsed() {
        assertThat(Findings.text(
                        KeyCheck.local(new KeyFacts("", "k has mode rw-r--r--: chmod 600 it", true, new TreeSet<>()))))
                .singleElement()
                .asString()
                .startsWith("error: k has mode rw-r--r--");
        assertThat(Findings.text(KeyCheck.local(new KeyFacts("", "", false, new TreeSet<>()))))
                .singleElement()
                .asString()
                .startsWith("not-checked: ");
        assertThat(Findings.text(KeyCheck.local(keys("a", "a b"))))
                .isEqualTo(List.of("ok: core signs with a", "ok: the executor trusts a, b"));
    }
}
