package dev.farrier.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventsSendCommandTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                | 0
            '~ ~'                             | 0
            '{"name":"a"}'                    | 1
            '{"name":"a"}~'                   | 1
            '{"name":"a"}~~{"name":"b"}~'     | 2
            '[{"name":"a"}]~[{"name":"b"}]'   | 2
            '{~"name":"a"~}'                  | 1
            '[~{"name":"a"},~{"name":"b"}~]'  | 1
            'no json~at all'                  | 1
            '1~2'                             | 1
            """)
    void shouldSplitAFileOfLinesAndNothingElse(String content, int expected) {
        List<byte[]> bodies = EventsSendCommand.split(content.replace('~', '\n').getBytes(StandardCharsets.UTF_8));

        assertThat(bodies).hasSize(expected);
    }
}
