"""What several exercises of this course check alike: training, compiled models, signed answers."""
