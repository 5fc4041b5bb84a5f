package dev.farrier.app.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The log as its own configuration writes it, fed with what was once used to forge lines elsewhere. */
class LogLinesTest {
    private final LoggerContext context = new LoggerContext();
    private Encoder<ILoggingEvent> encoder;

    @BeforeEach
    void configure() throws JoranException {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogFormat.class.getResource("/logback.xml"));
        var appender = (OutputStreamAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
        encoder = appender.getEncoder();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a\\nb            | a\\\\nb           | faults.md, 5.19
            a\\r\\nb          | a\\\\r\\\\nb        |
            a\\tb            | a\\\\tb           |
            a\\bb            | a\\\\bb           | github.com/augustd/owasp-security-logging/issues/75
            a\\u000Bb\\u000C  | a\\\\u000Bb\\\\f    |
            a\\u0085b        | a\\\\u0085b       | github.com/augustd/owasp-security-logging/issues/59
            a\\u2028b\\u2029  | a\\\\u2028b\\\\u2029 |
            \\u001B[2Ja      | \\\\u001B[2Ja     | github.com/rust-lang/log/issues/611
            \\u009B2Ja       | \\\\u009B2Ja      | the same in one character
            \\u001B]0;x\\u0007 | \\\\u001B]0;x\\\\u0007 | a window's title
            \\u202Egnp.exe   | \\\\u202Egnp.exe  | CVE-2021-42574
            \\u2066a\\u2069   | \\\\u2066a\\\\u2069 | the same
            a\\u200Bb\\uFEFF  | a\\\\u200Bb\\\\uFEFF |
            a\\u0000b\\u007F  | a\\\\u0000b\\\\u007F |
            a\\uDB40\\uDC41b  | a\\\\uDB40\\\\uDC41b | an invisible letter
            a\\uD800b        | a\\\\uD800b       | half a character
            """)
    void shouldEscapeWhatIsNoTextWhereverItStands(String written, String shown, String seenAt) {
        String hostile = unescaped(written);

        String message = text(event("the reason: " + hostile + " end"));
        assertThat(message)
                .as(seenAt)
                .contains("the reason: " + unescaped(shown) + " end")
                .hasLineCount(1);

        assertThat(text(event(hostile, "fine", null)))
                .contains("[" + unescaped(shown) + "]")
                .hasLineCount(1);
    }

    /** Unicode escapes are not among what {@link String#translateEscapes()} knows. */
    private static String unescaped(String written) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < written.length(); i++) {
            if (written.startsWith("\\\\", i)) {
                text.append('\\');
                i++;
            } else if (written.startsWith("\\u", i)) {
                text.append((char) Integer.parseInt(written, i + 2, i + 6, 16));
                i += 5;
            } else if (written.startsWith("\\", i)) {
                text.append(written.substring(i, i + 2).translateEscapes());
                i++;
            } else {
                text.append(written.charAt(i));
            }
        }
        return text.toString();
    }

    @Test
    void shouldLeaveTextOfAnyLanguageAlone() {
        String text = "Grüße, здравствуйте, 你好, שלום, 👍🏽, C:\\temp\\new, a – “b”";

        assertThat(text(event(text))).contains(text);
    }

    /** Forged lines came through messages of exceptions too: github.com/augustd/owasp-security-logging/issues/52. */
    @Test
    void shouldKeepAStackTraceButNotLinesOfItsMessages() {
        IOException cause = new IOException("Injection 1\n2026-11-29 ERROR forged\u2028again");
        cause.addSuppressed(new IllegalStateException("Injection 2\r\n\tat evil"));
        LoggingEvent event = event("main", "failed", new IllegalArgumentException("Injection 3\nforged", cause));

        List<String> lines = text(event).lines().toList();

        assertThat(lines).allSatisfy(line -> assertThat(line).endsWith(" ~farrier~"));
        assertThat(lines.getFirst()).endsWith("failed ~farrier~");
        assertThat(lines.get(1)).isEqualTo("java.lang.IllegalArgumentException: Injection 3\\nforged ~farrier~");
        assertThat(lines)
                .contains("Caused by: java.io.IOException: Injection 1\\n2026-11-29 ERROR forged\\u2028again ~farrier~")
                .anyMatch(line -> line.endsWith("IllegalStateException: Injection 2\\r\\n\\tat evil ~farrier~"))
                .filteredOn(line -> line.startsWith("\tat "))
                .hasSizeGreaterThan(10);
        assertThat(lines).noneMatch(line -> line.contains("forged") && !line.contains("Injection"));
    }

    @Test
    void shouldWriteJsonWithNothingInItThatIsNoText() {
        Encoder<ILoggingEvent> json = new EscapingJsonEncoder();
        ((EscapingJsonEncoder) json).setWithFormattedMessage(true);
        json.setContext(context);
        json.start();
        String hostile = "a\nb\u001B[2J\u0085\u009B\u2028\u202E\"\\ end";

        String line = new String(json.encode(event(hostile)), StandardCharsets.UTF_8);

        assertThat(line).hasLineCount(1).endsWith("}\n").matches("[ -~]*\n");
        JsonNode read = JsonMapper.shared().readTree(line);
        assertThat(read.path("formattedMessage").asString()).isEqualTo(hostile);
    }

    private String text(LoggingEvent event) {
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    private LoggingEvent event(String message) {
        return event("main", message, null);
    }

    private LoggingEvent event(String thread, String message, Throwable thrown) {
        LoggingEvent event =
                new LoggingEvent("", context.getLogger("dev.farrier.decisions"), Level.INFO, message, thrown, null);
        event.setThreadName(thread);
        event.setMDCPropertyMap(Map.of());
        return event;
    }
}
