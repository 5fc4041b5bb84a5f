package dev.farrier.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.policy.text.Template.TemplateException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final Map<String, String> VALUES = Map.of(
            "resource.address", "[fe80::1]",
            "group.host", "a b/../?x=1&y=é%",
            "params.quote", "say \"hi\"\\\n\t\u0001 {x}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain|plain",
                "{group.host}|a b/../?x=1&y=é%",
                "-{resource.address}-{resource.address}-|-[fe80::1]-[fe80::1]-",
                "{{group.host}}|{group.host}",
                "{{{group.host}}}|{a b/../?x=1&y=é%}",
                "}}{{|}{",
            })
    void shouldFillInValuesAsTheyAre(String text, String expected) {
        assertThat(Template.parse(text).render(VALUES::get)).isEqualTo(expected);
    }

    @Test
    void shouldNotLetValuesChangeTheShapeOfAUrl() {
        assertThat(Template.parse("http://{resource.address}:9000/{group.host}?q={group.host}")
                        .renderUrl(VALUES::get))
                .isEqualTo("http://[fe80::1]:9000/a%20b%2F..%2F%3Fx%3D1%26y%3D%C3%A9%25"
                        + "?q=a%20b%2F..%2F%3Fx%3D1%26y%3D%C3%A9%25");
    }

    @Test
    void shouldNotLetValuesChangeTheShapeOfJson() {
        assertThat(Template.parseJson("{{\"a\":\"{params.quote}\"}}").render(VALUES::get))
                .isEqualTo("{\"a\":\"say \\\"hi\\\"\\\\\\n\\t\\u0001 {x}\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "a}", "{}", "{a b}", "{a{b}}", "{{a}", "x{\n}", "{é}"})
    void shouldRefuse(String text) {
        assertThatThrownBy(() -> Template.parse(text)).isInstanceOf(TemplateException.class);
    }

    @Test
    void shouldNameTheReferenceWithoutValue() {
        assertThatThrownBy(() -> Template.parse("{group.host}{group.nothing}").render(VALUES::get))
                .hasMessage("{group.nothing} has no value");
    }

    @Test
    void shouldNotTakeTextOfJsonForTheSame() {
        assertThat(Template.parse("{a}")).isEqualTo(Template.parse("{a}")).isNotEqualTo(Template.parseJson("{a}"));
    }
}
