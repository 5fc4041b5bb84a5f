package dev.farrier.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.model.ActionText;
import dev.farrier.model.ActionText.SecretEncoding;
import dev.farrier.model.ActionText.SecretPlace;
import dev.farrier.policy.text.Template.TemplateException;
import java.util.List;
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
                .hasToString("http://[fe80::1]:9000/a%20b%2F..%2F%3Fx%3D1%26y%3D%C3%A9%25"
                        + "?q=a%20b%2F..%2F%3Fx%3D1%26y%3D%C3%A9%25");
    }

    @Test
    void shouldNotLetValuesChangeTheShapeOfJson() {
        assertThat(Template.parseJson("{{\"a\":\"{params.quote}\"}}").render(VALUES::get))
                .isEqualTo("{\"a\":\"say \\\"hi\\\"\\\\\\n\\t\\u0001 {x}\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "a}",
                "{}",
                "{a b}",
                "{a{b}}",
                "{{a}",
                "x{\n}",
                "{é}",
                "{secret.}",
                "{secret.env:}",
                "{secret.env:A-B}",
                "{secret.file:rel}",
                "{secret.file://host/x}",
                "{secret.vault:x}",
                "{secret.file:/a\nb}",
                "{secret.file:/a\"b}"
            })
    void shouldRefuse(String text) {
        assertThatThrownBy(() -> Template.parse(text)).isInstanceOf(TemplateException.class);
    }

    @Test
    void shouldNotLetValuesAddAFieldToAForm() {
        assertThat(Template.parseForm("host={group.host}&x=1").renderText(VALUES::get))
                .hasToString("host=a%20b%2F..%2F%3Fx%3D1%26y%3D%C3%A9%25&x=1");
    }

    /** What looks like a reference in a value stays plain text, in whatever it is put. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{secret.env:TOKEN}",
                "{{secret.env:TOKEN}}",
                "secret.env:TOKEN",
                "}{secret.env:TOKEN}{",
                "{secret.env:",
                "\0",
                "env:TOKEN",
                "file:/etc/shadow"
            })
    void shouldNotTakeAValueForASecret(String value) {
        for (String text : List.of("{a}", "x {a} {secret.env:T} {a}", "{{secret.env:{a}}}", "{a}{a}", "{{{a}}}")) {
            ActionText rendered = Template.parse(text).renderText(reference -> value);
            assertThat(rendered.parts().stream().filter(ActionText.Secret.class::isInstance))
                    .hasSize(text.contains(" {secret") ? 1 : 0);
            assertThat(rendered)
                    .hasToString(text.replace("{a}", "@")
                            .replace("{{", "{")
                            .replace("}}", "}")
                            .replace("@", value));
        }
    }

    @Test
    void shouldLeaveSecretsToTheExecutorAndSayHowTheyAreWritten() {
        assertThat(Template.parse("Bearer {secret.env:A}")
                        .renderText(VALUES::get)
                        .parts())
                .containsExactly(
                        new ActionText.Plain("Bearer "),
                        new ActionText.Secret(SecretPlace.ENV, "A", SecretEncoding.NONE));
        assertThat(Template.parseJson("\"{secret.file:/run/my key}\"")
                        .renderText(VALUES::get)
                        .parts())
                .contains(new ActionText.Secret(SecretPlace.FILE, "/run/my key", SecretEncoding.JSON));
        assertThat(Template.parseForm("a={secret.env:A}")
                        .renderText(VALUES::get)
                        .parts())
                .contains(new ActionText.Secret(SecretPlace.ENV, "A", SecretEncoding.QUERY));
        assertThat(Template.parse("{secret.env:A}/x/{secret.env:B}")
                        .renderUrl(VALUES::get)
                        .parts())
                .containsExactly(
                        new ActionText.Secret(SecretPlace.ENV, "A", SecretEncoding.NONE),
                        new ActionText.Plain("/x/"),
                        new ActionText.Secret(SecretPlace.ENV, "B", SecretEncoding.PATH));
        assertThat(Template.parse("{group.host}{secret.env:A}").references()).containsExactly("group.host");
        assertThatThrownBy(() -> Template.parse("x{secret.env:A}").render(VALUES::get))
                .hasMessage("{secret.env:A} can't be used here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "{dash}|false|dash",
                "-{dash}|false|-",
                "--unit={dash}|false|-",
                "x{dash}|false|-",
                "x {dash}|false|-",
                "x {dash}|true|dash",
                "'{dash}'|true|dash",
                "--unit={dash}|true|-",
                "{empty}{dash}|false|dash",
                "{minus}|false|minus",
                "{plain}|true|-",
                "{plain}{dash}|true|-",
            })
    void shouldFindTheValueThatWouldBeAnOption(String text, boolean words, String expected) {
        Map<String, String> values = Map.of("dash", "--now", "minus", "-", "empty", "", "plain", "mb-01");
        assertThat(Template.parse(text).option(values::get, words)).isEqualTo(expected);
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
