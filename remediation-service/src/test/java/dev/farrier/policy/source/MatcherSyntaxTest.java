package dev.farrier.policy.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.policy.source.MatcherSyntax.InvalidMatcherException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatcherSyntaxTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "foo=bar foo=\"bar\"",
                "foo=\"bar\" foo=\"bar\"",
                "`foo = \"bar\"` foo=\"bar\"",
                "` foo =~ \"a|b\" ` foo=~\"a|b\"",
                "foo!=bar foo!=\"bar\"",
                "foo!~\"b.*\" foo!~\"b.*\"",
                "{foo=bar} foo=\"bar\"",
                "`{ foo = bar, baz=\"a,b\" , }` `foo=\"bar\" baz=\"a,b\"`",
                "`a=b,c=d` `a=\"b\" c=\"d\"`",
                "foo= foo=\"\"",
                "foo=\"\" foo=\"\"",
                "`foo=\"a \\\"b\\\" \\\\\"` `foo=\"a \\\"b\\\" \\\\\"`",
                "foo=~\"a\\.b\" foo=~\"a\\\\.b\"",
                "\"foo\"=bar foo=\"bar\"",
                "kube.pod-name=a kube.pod-name=\"a\"",
                "`foo=\"é😀\"` foo=\"é😀\"",
                "foo=a/b:c.d foo=\"a/b:c.d\"",
                "`\"service name\"=\"x\"` `\"service name\"=\"x\"`",
                "`{\"label name\"=~\"a.*\", \"größe\" != b}` `\"label name\"=~\"a.*\" \"größe\"!=\"b\"`",
                "größe=a \"größe\"=\"a\"",
                "1foo=bar \"1foo\"=\"bar\"",
                "`\"a=\\\"b\\\",{c}\"=x` `\"a=\\\"b\\\",{c}\"=\"x\"`",
                "\"😀\"=a \"😀\"=\"a\"",
                "`foo=\"a\\nb\"` `foo=\"a\\nb\"`",
            })
    void shouldReadAlertmanagersMatchers(String text, String expected) throws InvalidMatcherException {
        assertThat(String.join(
                        " ",
                        MatcherSyntax.parse(text).stream()
                                .map(Matcher::toString)
                                .toList()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "foo",
                "=",
                "=bar",
                "foo==bar",
                "foo=bar baz",
                "foo=\"bar",
                "foo=\"bar\"x",
                "{foo=bar",
                "foo=bar}",
                "{}",
                "foo~bar",
                "foo=~\"(\"",
                "foo=~\"a(?!b)\"",
                "fo o=bar",
                "\"fo\to\"=bar",
                "foo='bar'",
                ",",
                "foo=bar,,a=b",
                "\"\"=a"
            })
    void shouldRefuse(String text) {
        assertThatThrownBy(() -> MatcherSyntax.parse(text)).isInstanceOf(InvalidMatcherException.class);
    }
}
