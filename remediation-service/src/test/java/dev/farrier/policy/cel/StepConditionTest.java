package dev.farrier.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.policy.cel.StepCondition.StepResult;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepConditionTest {
    private static final Map<String, StepResult> ENDED =
            Map.of("probe", new StepResult(true, 0, "3 free"), "drain-bridge", new StepResult(false, 7, ""));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "steps.probe.succeeded; true",
                "steps['drain-bridge'].succeeded; false",
                "steps['drain-bridge'].exitCode == 7; true",
                "steps.probe.output.startsWith('3'); true",
                "!has(steps.other) && steps.probe.exitCode == 0; true",
                "steps.all(id, steps[id].succeeded); false",
            })
    void shouldLookAtEarlierSteps(String cel, boolean expected) throws InvalidCelException {
        assertThat(StepCondition.compile(cel).test(ENDED)).isEqualTo(new EvaluationResult(expected, null));
    }

    @Test
    void shouldFailOnStepThatIsNotThere() throws InvalidCelException {
        assertThat(StepCondition.compile("steps.other.succeeded").test(ENDED))
                .isEqualTo(new EvaluationResult(
                        false, "at character 6: there is no 'other': ask first whether there is, with has()"));
    }

    @Test
    void shouldKnowTheStepsItNames() throws InvalidCelException {
        assertThat(StepCondition.compile("steps.a.succeeded || steps['b-c'].exitCode == 1")
                        .steps())
                .containsExactlyInAnyOrder("a", "b-c");
    }

    @Test
    void shouldKnowNothingButSteps() {
        assertThatThrownBy(() -> StepCondition.compile("event.message == ''"))
                .hasMessageStartingWith("unknown name 'event'");
        assertThatThrownBy(() -> StepCondition.compile("steps.a")).hasMessageContaining("it is of type Step");
    }
}
