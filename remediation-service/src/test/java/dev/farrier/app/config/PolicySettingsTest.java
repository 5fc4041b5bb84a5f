package dev.farrier.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicySettingsTest {
    @Test
    void shouldTakeADirectoryUnlessSomethingElseIsSaid() {
        PolicySettings policies = load();
        assertThat(policies.fromDirectory()).isTrue();
        assertThat(policies.git()).isNull();
        assertThat(load("policies.push=true").fromDirectory()).isFalse();
    }

    @Test
    void shouldReadARepository() {
        PolicySettings policies = load(
                "policies.git.url=https://git.example.org/ops/policies.git",
                "policies.git.ref=main",
                "policies.git.path=/farrier/prod/",
                "policies.git.every=30s",
                "policies.git.token=env:GIT_TOKEN");
        assertThat(policies.fromDirectory()).isFalse();
        var git = policies.git();
        assertThat(git).isNotNull();
        assertThat(git.every()).isEqualTo(Duration.ofSeconds(30));
        assertThat(git.remote().path()).isEqualTo("farrier/prod");
        assertThat(git.remote().ref()).isEqualTo("main");
        assertThat(git.remote().access().user()).isEqualTo("git");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            policies.git.url=https://x/y policies.dir=a                                | remove one
            policies.git.url=https://x/y policies.push=true                            | remove one
            policies.push=true policies.dir=a                                          | remove one
            policies.git.ref=main                                                      | 'policies.git.ref' needs 'policies.git.url'
            policies.git.token=env:A                                                   | 'policies.git.token' needs 'policies.git.url'
            policies.git.url=https://ann:hunter2@x/y                                   | a password must not stand in it
            policies.git.url=/srv/policies.git                                         | a path needs file:// before it
            policies.git.url=git://x/y                                                 | 'git' is none of https, http, ssh and file
            policies.git.url=http://x/y policies.git.token=env:A                       | use https
            policies.git.url=ssh://git@x/y policies.git.token=env:A                    | a token is for https repositories
            policies.git.url=ssh://git@x/y                                             | needs 'policies.git.sshKey'
            policies.git.url=git@x:y policies.git.sshKey=file:a                        | needs 'policies.git.knownHosts'
            policies.git.url=https://x/y policies.git.path=../z                        | without '..'
            policies.git.url=https://x/y policies.git.every=0s                         | a duration from 1s to 1d
            """)
    void shouldRefuseWhatCanNotBeMeant(String set, String problem) {
        assertThatThrownBy(() -> load(set.strip().split(" +")))
                .hasMessageContaining(problem)
                .hasMessageNotContaining("hunter2");
    }

    private static PolicySettings load(String... set) {
        return Settings.load(null, Map.of(), new ArrayList<>(List.of(set))).policies();
    }
}
