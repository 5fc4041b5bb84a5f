package dev.farrier.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms that let pages through elsewhere, or kept people out, are among them; each with where it was reported. */
class AllowedHostsTest {
    private final AllowedHosts loopback = new AllowedHosts(List.of("127.0.0.1"));
    private final AllowedHosts network =
            new AllowedHosts(List.of("0.0.0.0", "Web1", "farrier.example.org", "2001:db8::7"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            localhost                    | true  |
            localhost:8460               | true  |
            LOCALHOST:8460               | true  |
            localhost.:8460              | true  | github.com/mgedmin/restview/issues/51, as CUPS does
            127.0.0.1                    | true  |
            127.0.0.1:1                  | true  | a tunnel's port: github.com/vladar107/claudescope/pull/40
            [::1]                        | true  |
            [::1]:8460                   | true  |
            [0:0:0:0:0:0:0:1]:8460       | true  |
            evil.example                 | false |
            evil.example:8460            | false | faults.md, 5.8
            localhost.evil.example       | false |
            127.0.0.1.evil.example       | false |
            127.0.0.1.nip.io:8460        | false |
            evil.example#localhost       | false |
            localhost@evil.example       | false |
            evil.example@localhost       | false |
            localhost:8460:8460          | false |
            localhost:                   | false |
            localhost..                  | false |
            localhost, evil.example      | false |
            localhost/                   | false |
            ::1                          | false | not a form that a browser sends
            [::1                         | false |
            [::1]evil.example            | false |
            0.0.0.0:8460                 | false |
            192.168.1.10:8460            | false |
            2130706433                   | false | 127.0.0.1 as one number
            web1                         | false |
            farrier.example.org          | false |
            ''                           | false |
            """)
    void shouldOnlyAnswerToLoopbacksNamesOnLoopback(String host, boolean ours, String seenAt) {
        assertThat(loopback.isOurs(host, "127.0.0.1")).as(seenAt).isEqualTo(ours);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            web1:8460                    | 10.1.2.3                | true
            WEB1.                        | 10.1.2.3                | true
            farrier.example.org          | 10.1.2.3                | true
            farrier.example.org:443      | 10.1.2.3                | true
            10.1.2.3:8460                | 10.1.2.3                | true
            10.1.2.4:8460                | 10.1.2.3                | false
            localhost:8460               | 127.0.0.1               | true
            [2001:db8::7]:8460           | 10.1.2.3                | true
            [2001:DB8:0:0::7]            | 10.1.2.3                | true
            [fe80::1]:8460               | fe80:0:0:0:0:0:0:1%eth0 | true
            [fe80::1]:8460               | [fe80::1]               | true
            [fe80::2]:8460               | [fe80::1]               | false
            web1.evil.example            | 10.1.2.3                | false
            evil.example                 | 10.1.2.3                | false
            """)
    void shouldAnswerToItsNamesAndWhereItWasReachedInTheNetwork(String host, String reached, boolean ours) {
        assertThat(network.isOurs(host, reached)).isEqualTo(ours);
    }

    @ParameterizedTest
    @CsvSource({
        "farrier.example.org, true",
        "10.1.2.3, true",
        "[::1], true",
        "::1, true",
        "web_1, true",
        "farrier:8460, false",
        "https://farrier, false",
        "*.example.org, false",
        "a b, false",
        "'', false"
    })
    void shouldKnowWhatCanBeAName(String text, boolean name) {
        assertThat(AllowedHosts.isName(text)).isEqualTo(name);
    }
}
