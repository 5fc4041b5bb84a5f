package dev.farrier.match;

class PortableEngineTest extends PatternEngineContract {
    @Override
    protected PatternEngine engine() {
        return PatternEngine.PORTABLE;
    }
}
